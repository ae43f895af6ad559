from shop.fill import count


async def test_the_database_is_filled():
    assert await count() == 2


async def test_it_is_filled_once():
    assert await count() == 2
