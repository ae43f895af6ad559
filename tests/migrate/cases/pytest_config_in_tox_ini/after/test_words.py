import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from words import Base, known, learn


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    session = async_sessionmaker(bind=engine, expire_on_commit=False)()
    yield session
    await session.close()
    await engine.dispose()


async def test_words(session):
    await learn(session, "하늘")
    await learn(session, "가람")
    assert await known(session) == ["가람", "하늘"]
