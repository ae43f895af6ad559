import pytest

from app.wallet import total, transfer


async def test_transfer(session):
    await transfer(session, 1000)
    assert await total(session) == 1000


async def test_nothing_is_left_of_the_test_before(session):
    assert await total(session) == 0


async def test_refused(session):
    await transfer(session, 5)
    with pytest.raises(ValueError, match="0보다"):
        await transfer(session, 0)
    assert await total(session) == 5
