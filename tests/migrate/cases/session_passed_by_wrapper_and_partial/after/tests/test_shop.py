import pytest

import shop


@pytest.fixture(autouse=True)
async def tables():
    async with shop.engine.begin() as connection:
        await connection.run_sync(shop.Base.metadata.drop_all)
        await connection.run_sync(shop.Base.metadata.create_all)


async def test_wrappers_pass_the_session():
    first = await shop.add("map", 3)
    assert await shop.add("tent", 90) == first + 1
    assert await shop.rename(first, "big map") == first
    assert await shop.remove("tent") == 1


async def test_methods_and_partials():
    await shop.add("map", 3)
    await shop.add("tent", price=90)
    prices = shop.Prices()
    assert await prices.above(5) == ["tent"]
    assert await prices.total("map", "tent") == 93
    assert await shop.label_of("tent") == "item tent: 90"
