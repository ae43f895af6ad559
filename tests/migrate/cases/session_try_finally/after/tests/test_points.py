import pytest

from backend.db import Base, SessionLocal, engine
from backend.points import Account, NotEnough, balance, open_account, transfer


@pytest.fixture(autouse=True)
async def accounts():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await open_account("흥부", 10)
    db = SessionLocal()
    await open_account("놀부", 100, db)
    await db.close()
    yield
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_transfer():
    await transfer("놀부", "흥부", 30)
    assert await balance("흥부") == 40
    assert await balance("놀부") == 70


async def test_not_enough():
    with pytest.raises(NotEnough, match="모자랍니다"):
        await transfer("흥부", "놀부", 11)
    assert await balance("흥부") == 10


async def test_unknown():
    assert await balance("제비") is None
