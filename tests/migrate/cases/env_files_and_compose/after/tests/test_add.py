import pytest
from sqlmodel import SQLModel

from app.config import settings
from app.db import add, engine


@pytest.fixture(autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)
        await connection.run_sync(SQLModel.metadata.create_all)
    yield
    await engine.dispose()


async def test_add():
    assert await add("사과") == 1
    assert await add("배") == 2


def test_url_comes_from_the_env_file():
    assert settings.database_url.endswith("///./dev.db")
