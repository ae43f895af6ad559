import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from books.legacy import greet
from books.service import add_book, titles


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


async def test_add_book(session):
    assert await add_book(session, "메밀꽃 필 무렵", "이효석") == 1
    assert await add_book(session, "산", "이효석") == 2
    session.expunge_all()
    assert await titles(session, "이효석") == ["메밀꽃 필 무렵", "산"]


def test_greet():
    assert greet("이효석") == "안녕하십니까, 이효석"
