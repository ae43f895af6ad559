import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from feed import Base, Feed, publish


@pytest.fixture
async def factory():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield async_sessionmaker(engine, expire_on_commit=False)
    await engine.dispose()


async def test_publish(factory):
    assert await publish(factory, ["하나", "둘"]) == ["하나", "둘"]
    async with Feed(factory) as feed:
        async for text in feed:
            assert text == "하나"
            break


async def test_an_error_commits_nothing(factory):
    with pytest.raises(RuntimeError):
        async with Feed(factory) as feed:
            await feed("x")
            raise RuntimeError
    assert await publish(factory, []) == []
