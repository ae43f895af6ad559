import pytest

import database
import guestbook


@pytest.fixture(autouse=True)
async def tables():
    await database.init_db()
    yield
    async with database.engine.begin() as connection:
        await connection.run_sync(database.Base.metadata.drop_all)


async def test_sign():
    assert await guestbook.sign("길동", "다녀감") == 1
    assert await guestbook.count_by("길동") == 1
    assert (await guestbook.latest()).text == "다녀감"
    await database.shutdown_session()


async def test_nobody():
    assert await guestbook.count_by("nobody") == 0
    assert await guestbook.latest() is None
    await database.shutdown_session()
