import pytest
from sqlmodel import Session, SQLModel, create_engine

import quiz


@pytest.fixture(scope="module")
def engine():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine):
    with Session(engine) as session:
        yield session
        session.rollback()


@pytest.fixture
def question(session):
    question = quiz.Question(text="수도는?")
    session.add(question)
    session.flush()
    return question


def test_nothing(session):
    assert quiz.first_by_exec(session) is None
    assert quiz.first_by_scalars(session) is None
    assert quiz.first_by_session_scalars(session) is None
    assert quiz.first_row(session) is None
    assert quiz.last(session) is None
    assert quiz.unanswered(session) == "없음"


def test_first(session, question):
    assert quiz.first_by_exec(session) is question
    assert quiz.first_by_scalars(session) is question
    assert quiz.first_by_session_scalars(session) is question
    assert quiz.first_row(session) == (question.id, "수도는?")
    assert quiz.last(session) is question
    assert quiz.unanswered(session) == "수도는?"
    assert quiz.is_known(session, "수도는?")


def test_values(session, question):
    assert quiz.one_text(session, question.id) == "수도는?"
    assert quiz.texts(session) == ["수도는?"]
    assert quiz.summary(session) == {
        "first": "수도는?",
        "by_id": {question.id: "수도는?"},
        "mappings": [{"text": "수도는?"}],
        "unique": True,
    }
