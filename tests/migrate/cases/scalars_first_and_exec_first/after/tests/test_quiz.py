import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

import quiz


@pytest.fixture(scope="module")
async def engine():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield engine
    await engine.dispose()


@pytest.fixture
async def session(engine):
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
        await session.rollback()


@pytest.fixture
async def question(session):
    question = quiz.Question(text="수도는?")
    session.add(question)
    await session.flush()
    return question


async def test_nothing(session):
    assert await quiz.first_by_exec(session) is None
    assert await quiz.first_by_scalars(session) is None
    assert await quiz.first_by_session_scalars(session) is None
    assert await quiz.first_row(session) is None
    assert await quiz.last(session) is None
    assert await quiz.unanswered(session) == "없음"


async def test_first(session, question):
    assert await quiz.first_by_exec(session) is question
    assert await quiz.first_by_scalars(session) is question
    assert await quiz.first_by_session_scalars(session) is question
    assert await quiz.first_row(session) == (question.id, "수도는?")
    assert await quiz.last(session) is question
    assert await quiz.unanswered(session) == "수도는?"
    assert await quiz.is_known(session, "수도는?")


async def test_values(session, question):
    assert await quiz.one_text(session, question.id) == "수도는?"
    assert await quiz.texts(session) == ["수도는?"]
    assert await quiz.summary(session) == {
        "first": "수도는?",
        "by_id": {question.id: "수도는?"},
        "mappings": [{"text": "수도는?"}],
        "unique": True,
    }
