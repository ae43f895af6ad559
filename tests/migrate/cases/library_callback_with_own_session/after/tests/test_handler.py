import pytest

from logs.db import Base, engine
from logs.handler import work


@pytest.fixture(autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_warnings_are_kept():
    assert await work(1) == 0
    assert await work(-1) == 1
