import datetime as dt

import pytest

from stats import core

DAY = dt.date(2025, 3, 1)


@pytest.fixture(autouse=True)
async def tables():
    async with core.engine.begin() as conn:
        await conn.run_sync(core.metadata.create_all)
    yield
    async with core.engine.begin() as conn:
        await conn.run_sync(core.metadata.drop_all)


async def test_record():
    await core.record("/about", DAY)
    await core.record_all(["/", "/", "/about"], DAY)
    assert await core.per_page() == {"/": 2, "/about": 2}
    assert await core.pages() == ["/", "/about"]


async def test_clear():
    await core.record("/", DAY)
    assert await core.clear() == 1
    assert await core.per_page() == {}


async def test_version():
    assert (await core.version()).startswith("3.")
