import pytest

import bank


@pytest.fixture(autouse=True)
async def accounts():
    async with bank.engine.begin() as connection:
        await connection.run_sync(bank.Base.metadata.create_all)
    await bank.open_all("영수")
    yield
    async with bank.engine.begin() as connection:
        await connection.run_sync(bank.Base.metadata.drop_all)


async def test_deposit_and_withdraw():
    await bank.deposit("영수", 100)
    assert await bank.withdraw("영수", 30) == 70
    with pytest.raises(ValueError, match="잔액"):
        await bank.withdraw("영수", 71)
    assert await bank.audit() == 70


async def test_savepoints():
    assert await bank.open_all("철수", "영수", "미나") == ["영수"]
    assert not await bank.by_hand("미나")
    assert await bank.by_hand("유리")


async def test_joined():
    assert await bank.joined() == ["영수", "임시"]
