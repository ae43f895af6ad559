import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from feed import Base, Feed, publish


@pytest.fixture
def factory():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    yield sessionmaker(engine)
    engine.dispose()


def test_publish(factory):
    assert publish(factory, ["하나", "둘"]) == ["하나", "둘"]
    with Feed(factory) as feed:
        for text in feed:
            assert text == "하나"
            break


def test_an_error_commits_nothing(factory):
    with pytest.raises(RuntimeError):
        with Feed(factory) as feed:
            feed("x")
            raise RuntimeError
    assert publish(factory, []) == []
