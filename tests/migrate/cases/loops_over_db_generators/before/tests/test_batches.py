import pytest
from sqlmodel import Session, SQLModel, create_engine

from batches import Job, chunks, finish, first_word, grouped, known, names, numbered


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Job(id=n, name=name) for n, name in enumerate(["빨래", "설거지", "청소"], start=1)])
        session.commit()
        yield session
    engine.dispose()


def test_numbered(session):
    assert numbered(session) == ["1. 빨래", "2. 설거지", "3. 청소"]
    assert numbered(session) == []


def test_names(session):
    assert names(session) == {"빨래", "설거지", "청소"}


def test_first_word(session):
    assert first_word(session, "설") == "설거지"
    assert first_word(session, "없") is None


def test_grouped(session):
    assert grouped(session) == [["빨래", "설거지"], ["청소"]]


def test_chunks():
    assert list(chunks("abc", 2)) == [["a", "b"], ["c"]]


def test_finish_leaves_the_others(session):
    assert finish(session, 2) == ["빨래", "설거지"]
    assert names(session) == {"설거지", "청소"}


def test_known_keeps_what_was_found(session):
    assert known(session, [3, 1, 7, 2]) == ["청소", "빨래", "…"]
