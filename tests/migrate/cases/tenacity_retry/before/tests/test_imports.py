import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import sessionmaker

from imports import Base, count, hiccups, insert


@pytest.fixture
def factory():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    yield sessionmaker(engine)
    engine.dispose()


def test_retry(factory):
    hiccups.extend("ab")
    insert(factory, "하나")
    assert count(factory) == 1
    hiccups.extend("abc")
    with pytest.raises(OperationalError):
        insert(factory, "둘")
    assert count(factory) == 1
