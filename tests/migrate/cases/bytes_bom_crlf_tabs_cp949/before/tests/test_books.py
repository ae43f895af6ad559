import pytest
from sqlmodel import Session, SQLModel, create_engine

from books.legacy import greet
from books.service import add_book, titles


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_add_book(session):
    assert add_book(session, "메밀꽃 필 무렵", "이효석") == 1
    assert add_book(session, "산", "이효석") == 2
    session.expunge_all()
    assert titles(session, "이효석") == ["메밀꽃 필 무렵", "산"]


def test_greet():
    assert greet("이효석") == "안녕하십니까, 이효석"
