"""Transactions in every spelling."""

from contextlib import AbstractAsyncContextManager

from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"

    owner: Mapped[str] = mapped_column(String(20), primary_key=True)
    balance: Mapped[int] = mapped_column(default=0)


engine = create_async_engine("sqlite+aiosqlite:///bank.db", echo=False)
Factory = async_sessionmaker(engine, expire_on_commit=False)


async def deposit(owner: str, amount: int) -> None:
    async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        (await session.get_one(Account, owner)).balance += amount


async def withdraw(owner: str, amount: int) -> int:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        async with session.begin():
            account = await session.get(Account, owner)
            if account.balance < amount:
                raise ValueError("잔액 부족")
            account.balance -= amount
        return account.balance


def transaction() -> AbstractAsyncContextManager[AsyncSession]:
    return Factory.begin()


async def open_all(*owners: str) -> list[str]:
    """이미 있는 사람은 건너뛴다."""
    skipped = []
    async with transaction() as session:
        for owner in owners:
            try:
                async with session.begin_nested():
                    session.add(Account(owner=owner))
            except IntegrityError:
                skipped.append(owner)
    return skipped


async def by_hand(owner: str) -> bool:
    session = Factory()
    transaction = await session.begin()
    savepoint = await session.begin_nested()
    session.add(Account(owner=owner))
    try:
        await session.flush()
        await savepoint.commit()
    except IntegrityError:
        await savepoint.rollback()
        await transaction.rollback()
        return False
    finally:
        if transaction.is_active:
            await transaction.commit()
        await session.close()
    return True


def open_connection():
    connection = engine.connect()
    return connection


async def audit() -> int:
    async with open_connection() as connection, AsyncSession(bind=connection, expire_on_commit=False) as session:
        return sum(await session.scalars(select(Account.balance)))


async def joined() -> list[str]:
    """테스트에서 자주 쓰는 모양: 바깥 트랜잭션을 되돌린다."""
    connection = await engine.connect()
    outer = await connection.begin()
    session = AsyncSession(bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
    session.add(Account(owner="임시"))
    await session.commit()
    owners = (await session.scalars(select(Account.owner).order_by(Account.owner))).all()
    await session.close()
    await outer.rollback()
    await connection.close()
    return list(owners)
