import pytest

from crawl.db import Base, Page, Session, engine
from crawl.totals import total


@pytest.fixture(autouse=True)
async def pages():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with Session.begin() as session:
        session.add_all([Page(url=f"/{n}", size=n * 10) for n in range(1, 6)])
    yield
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


def test_total():
    assert total([" /1", "/2", "/9"]) == 30
