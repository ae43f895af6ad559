import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app import tags


@pytest.fixture
async def session(tmp_path):
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/tags.db")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


async def test_create_and_look_up(session):
    assert [tag.id for tag in await tags.create(session, "서울", "부산")] == [1, 2]
    assert (await tags.lookups(session, 2)).name == "부산"
    assert await tags.detached(session, 1) not in session


async def test_create_once(session):
    assert await tags.create_once(session, "제주")
    assert not await tags.create_once(session, "제주")


async def test_merge_and_bulk(session):
    assert await tags.merged(session, 1, 100) == 100
    assert await tags.bulk(session) == (1, 1)
    assert await tags.get_or_none(session, "합친 것") is None


async def test_forget(session):
    await tags.create(session, "서울")
    await tags.forget(session, 1)
    assert await tags.low_level(session) == ("sqlite", 0)
