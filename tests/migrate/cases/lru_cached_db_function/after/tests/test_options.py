import pytest
from sqlmodel import SQLModel

from config.db import engine
from config.options import get_option, page_size, set_option


@pytest.fixture(autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    get_option.cache_clear()
    yield
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)


async def test_options_are_cached():
    assert page_size() == 9
    await set_option("page", "4")
    assert page_size() == page_size() == 16
    assert get_option.cache_info().hits == 1
