import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from service.counter import Counter, increment

engine = create_async_engine("sqlite+aiosqlite://")


@pytest.fixture(scope="module", autouse=True)
async def setup_module():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)


@pytest.fixture(scope="module", autouse=True)
async def teardown_module(setup_module):
    yield
    await engine.dispose()


async def test_increment():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        assert await increment(session, "방문") == 1
        assert await increment(session, "방문") == 2


async def test_still_there():
    """앞의 테스트가 쓴 것이 남아 있다."""
    async with AsyncSession(engine, expire_on_commit=False) as session:
        assert (await session.get(Counter, "방문")).value == 2
