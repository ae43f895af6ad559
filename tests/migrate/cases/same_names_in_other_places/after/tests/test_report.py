import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from zoo import files
from zoo.animals import Animal, Base
from zoo.report import both, repositories


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Animal(name="곰"))
        await session.flush()
        yield session
    await engine.dispose()


async def test_both(session):
    assert await both(session, {"name": "범"}) == ["곰", "범", "범", "곰", "범"]
    assert await repositories(session, {"name": "범"}) == ["곰", "범"]


def test_files():
    assert files.load({"name": "범"}) == "범"
