from sqlalchemy.ext.asyncio import AsyncSession

from bank.models import Account
from bank.transactional import transactional, with_limit


@transactional
async def open_account(session: AsyncSession, balance: int = 0) -> Account:
    account = Account(balance=balance)
    session.add(account)
    return account


@transactional
@with_limit(1_000_000)
async def transfer(session: AsyncSession, source: int, target: int, amount: int) -> None:
    sender = await session.get_one(Account, source)
    sender.balance -= amount
    await session.flush()
    receiver = await session.get_one(Account, target)
    receiver.balance += amount
