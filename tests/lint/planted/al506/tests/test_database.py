import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Database, count, nothing
from app.reports import disposed, unpooled


@pytest_asyncio.fixture
async def session():
    async with Database().session() as session:
        yield session


@pytest.mark.asyncio
async def test_count():
    assert await count() == 0


@pytest.mark.asyncio
async def test_session(session: AsyncSession):  # plant: AL506
    assert await session.scalar(text("SELECT 1")) == 1


@pytest.mark.asyncio
async def test_nothing():
    assert await nothing() == 1


@pytest.mark.asyncio
async def test_unpooled():
    async with unpooled.connect() as connection:
        assert await connection.scalar(text("SELECT 1")) == 1


@pytest.mark.asyncio
async def test_unpooled_again():
    async with unpooled.connect() as connection:
        assert await connection.scalar(text("SELECT 2")) == 2


@pytest.mark.asyncio
async def test_disposed():
    async with disposed.connect() as connection:
        assert await connection.scalar(text("SELECT 1")) == 1
    await disposed.dispose()


@pytest.mark.asyncio
async def test_disposed_again():
    async with AsyncSession(disposed) as session:
        assert await session.scalar(text("SELECT 2")) == 2
    await disposed.dispose()
