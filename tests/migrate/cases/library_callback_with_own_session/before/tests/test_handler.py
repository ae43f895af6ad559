import pytest

from logs.db import Base, engine
from logs.handler import work


@pytest.fixture(autouse=True)
def tables():
    Base.metadata.create_all(bind=engine)
    yield
    Base.metadata.drop_all(bind=engine)


def test_warnings_are_kept():
    assert work(1) == 0
    assert work(-1) == 1
