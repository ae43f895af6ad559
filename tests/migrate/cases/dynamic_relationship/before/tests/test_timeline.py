import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from feed.models import Base, Post, User
from feed.timeline import latest, like, recent, write


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(User(name="kim"))
        session.add(User(name="lee", posts=[Post(text="하나"), Post(text="둘", hidden=True), Post(text="셋"), Post(text="넷")]))
        session.commit()
        yield session


def test_recent(session):
    assert recent(session, 2) == ["넷", "셋"]
    assert recent(session, 2, limit=5) == ["넷", "셋", "하나"]


def test_write(session):
    assert write(session, 1, "첫 글") == 1
    assert write(session, 1, "둘째 글") == 2


def test_latest(session):
    assert latest(session, 1) is None
    assert latest(session, 2) == "넷"


def test_like(session):
    assert like(session, "kim") == 2
    assert like(session, "kim") == 4
