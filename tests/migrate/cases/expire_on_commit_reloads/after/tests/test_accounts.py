import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from accounts import (
    Account,
    Base,
    deposit,
    discard_changes,
    open_account,
    open_next,
    pay_interest,
    rename,
    rename_checked,
    shout,
    summary,
    touch,
    withdraw,
)


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


async def test_open_account(session):
    assert await open_account(session, "이몽룡") == {"id": 1, "grade": "basic", "created": True}


async def test_rename(session):
    await open_account(session, "이몽룡")
    assert await rename(session, 1, "성춘향") is not None


async def test_interest(session):
    await open_account(session, "이몽룡")
    account = await session.get(Account, 1)
    assert account.balance == 0
    assert await pay_interest(session, account) == 10


async def test_discard(session):
    await open_account(session, "이몽룡")
    assert await discard_changes(session, await session.get(Account, 1)) == "이몽룡"


async def test_deposit(session):
    await open_account(session, "이몽룡")
    assert await deposit(session, 1, 5) == {"id": 1, "balance": 5}
    account = await session.get_one(Account, 1)
    assert (await deposit(session, 1, 5))["balance"] == 10
    assert account.balance == 10


async def test_touch(session):
    await open_account(session, "이몽룡")
    assert await touch(session, 1)
    assert await open_next(session, "성춘향") == 7


async def test_queries_flush(session):
    await open_account(session, "이몽룡")
    account = await session.get_one(Account, 1)
    assert await withdraw(session, account, 3) == (1, -3)
    assert await rename_checked(session, account, "KIM") == {"seen": True}
    assert await summary(session, account) == {"count": 1, "seen": True}


async def test_update_in_sql(session):
    await open_account(session, "kim")
    assert await shout(session, 1) == ("kim", "KIM")
