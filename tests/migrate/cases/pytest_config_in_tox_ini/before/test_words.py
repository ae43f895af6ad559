import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from words import Base, known, learn


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = sessionmaker(bind=engine)()
    yield session
    session.close()
    engine.dispose()


def test_words(session):
    learn(session, "하늘")
    learn(session, "가람")
    assert known(session) == ["가람", "하늘"]
