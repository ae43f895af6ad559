import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from store.stores import DatabaseFlagStore, LoudMemoryFlagStore, MemoryFlagStore, rollout


@pytest.fixture
async def database_store():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield DatabaseFlagStore(session)
    await engine.dispose()


async def test_database(database_store):
    assert await rollout(database_store, [" New-UI ", "dark"]) == 2
    assert await database_store.all_enabled("new-ui", "DARK")
    assert await rollout(database_store, ["dark"]) == 0


@pytest.mark.parametrize("store", [MemoryFlagStore(), LoudMemoryFlagStore()])
async def test_memory(store):
    assert await rollout(store, ["a", "a", "b"]) == 2
    assert not await store.all_enabled("a", "c")
