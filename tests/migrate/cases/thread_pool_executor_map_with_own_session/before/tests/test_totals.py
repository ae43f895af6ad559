import pytest

from crawl.db import Base, Page, Session, engine
from crawl.totals import total


@pytest.fixture(autouse=True)
def pages():
    Base.metadata.create_all(engine)
    with Session.begin() as session:
        session.add_all([Page(url=f"/{n}", size=n * 10) for n in range(1, 6)])
    yield
    Base.metadata.drop_all(engine)


def test_total():
    assert total([" /1", "/2", "/9"]) == 30
