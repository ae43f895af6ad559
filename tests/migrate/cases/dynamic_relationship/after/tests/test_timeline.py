import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from feed.models import Base, Post, User
from feed.timeline import latest, like, recent, write


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(User(name="kim"))
        session.add(User(name="lee", posts=[Post(text="하나"), Post(text="둘", hidden=True), Post(text="셋"), Post(text="넷")]))
        await session.commit()
        yield session


async def test_recent(session):
    assert await recent(session, 2) == ["넷", "셋"]
    assert await recent(session, 2, limit=5) == ["넷", "셋", "하나"]


async def test_write(session):
    assert await write(session, 1, "첫 글") == 1
    assert await write(session, 1, "둘째 글") == 2


async def test_latest(session):
    assert await latest(session, 1) is None
    assert await latest(session, 2) == "넷"


async def test_like(session):
    assert await like(session, "kim") == 2
    assert await like(session, "kim") == 4
