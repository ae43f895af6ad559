import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import clear_mappers
from sqlalchemy.pool import StaticPool

from orm import mapper_registry, start_mappers


@pytest.fixture
async def session_factory():
    start_mappers()
    engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(mapper_registry.metadata.create_all)
    yield async_sessionmaker(bind=engine, expire_on_commit=False)
    clear_mappers()
    await engine.dispose()
