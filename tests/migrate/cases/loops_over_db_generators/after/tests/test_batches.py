import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from batches import Job, chunks, finish, first_word, grouped, known, names, numbered


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add_all([Job(id=n, name=name) for n, name in enumerate(["빨래", "설거지", "청소"], start=1)])
        await session.commit()
        yield session
    await engine.dispose()


async def test_numbered(session):
    assert await numbered(session) == ["1. 빨래", "2. 설거지", "3. 청소"]
    assert await numbered(session) == []


async def test_names(session):
    assert await names(session) == {"빨래", "설거지", "청소"}


async def test_first_word(session):
    assert await first_word(session, "설") == "설거지"
    assert await first_word(session, "없") is None


async def test_grouped(session):
    assert await grouped(session) == [["빨래", "설거지"], ["청소"]]


def test_chunks():
    assert list(chunks("abc", 2)) == [["a", "b"], ["c"]]


async def test_finish_leaves_the_others(session):
    assert await finish(session, 2) == ["빨래", "설거지"]
    assert await names(session) == {"설거지", "청소"}


async def test_known_keeps_what_was_found(session):
    assert await known(session, [3, 1, 7, 2]) == ["청소", "빨래", "…"]
