import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from imports import Base, count, hiccups, insert


@pytest.fixture
async def factory():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield async_sessionmaker(engine, expire_on_commit=False)
    await engine.dispose()


async def test_retry(factory):
    hiccups.extend("ab")
    await insert(factory, "하나")
    assert await count(factory) == 1
    hiccups.extend("abc")
    with pytest.raises(OperationalError):
        await insert(factory, "둘")
    assert await count(factory) == 1
