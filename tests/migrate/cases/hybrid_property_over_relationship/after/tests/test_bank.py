import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from bank import Account, Base, Deposit, balance_of, rich


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Account(owner="흥부", deposits=[Deposit(amount=100)]))
        session.add(Account(owner="놀부", deposits=[Deposit(amount=5000), Deposit(amount=2000)]))
        await session.commit()
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


async def test_balance_in_python(session):
    assert await balance_of(session, 2) == "놀부 님: 7000"


async def test_balance_in_sql(session):
    assert await rich(session, at_least=5000) == ["놀부"]
