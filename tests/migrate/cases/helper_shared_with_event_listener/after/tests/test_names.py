import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from names import Base, is_open, open_shop


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


async def test_names(session):
    assert not await is_open(session, "빵집")
    assert await open_shop(session, " 빵집 ") == "빵집"
    assert await open_shop(session, "빵집") == "빵집 2호점"
    assert await is_open(session, "빵집")
