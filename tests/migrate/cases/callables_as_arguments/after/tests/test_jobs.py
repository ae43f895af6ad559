import pytest
from sqlmodel import SQLModel

from work.jobs import run
from work.unit import engine


@pytest.fixture(autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)


async def test_run():
    assert await run("방문") == (5, 5)
    assert await run("구매") == (5, 10)
