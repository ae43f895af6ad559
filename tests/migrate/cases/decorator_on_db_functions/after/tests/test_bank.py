import pytest
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from bank.models import Account, Base
from bank.service import open_account, transfer


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


async def test_transfer(session):
    a, b = await open_account(session, 100), await open_account(session)
    await transfer(session, a.id, b.id, 30)
    assert [(await session.get(Account, n)).balance for n in (a.id, b.id)] == [70, 30]


async def test_failed_transfer_changes_nothing(session):
    pk = (await open_account(session, 100)).id
    with pytest.raises(NoResultFound):
        await transfer(session, pk, 99, 30)
    assert (await session.get(Account, pk)).balance == 100


async def test_limit(session):
    assert transfer.__name__ == "transfer"
    with pytest.raises(ValueError, match="한도"):
        await transfer(session, 1, 2, 2_000_000)
