import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from jobs import work


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


async def test_second_attempt_succeeds(session):
    work.failures = 2
    assert await work.flaky_total(session) == 42
    assert await work.ping(session)


async def test_gives_up(session):
    work.failures = 3
    with pytest.raises(OperationalError):
        await work.flaky_total(session)
