from datetime import datetime
from typing import Annotated

from sqlalchemy import DateTime, String, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine("sqlite+aiosqlite:///accounts.db")
SessionLocal = async_sessionmaker(bind=engine, expire_on_commit=False)


stamp = Annotated[datetime, mapped_column(DateTime, server_default=func.now(), onupdate=func.now())]


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(40))
    balance: Mapped[int] = mapped_column(default=0)
    grade: Mapped[str] = mapped_column(String(10), server_default=text("'basic'"))
    created_at: Mapped[datetime] = mapped_column(DateTime, server_default=func.now())
    updated_at: Mapped[datetime | None] = mapped_column(DateTime, onupdate=func.now())
    seen_at: Mapped[stamp]

    def deposit(self, amount: int) -> None:
        self.balance = Account.balance + amount


async def open_account(session: AsyncSession, owner: str) -> dict:
    account = Account(owner=owner)
    session.add(account)
    await session.commit()
    await session.refresh(account)
    return {"id": account.id, "grade": account.grade, "created": account.created_at is not None}


async def rename(session: AsyncSession, account_id: int, owner: str) -> datetime:
    account = await session.get(Account, account_id)
    account.owner = owner
    await session.commit()
    await session.refresh(account)
    # updated_at 은 DB 가 넣는다
    return account.updated_at


async def pay_interest(session: AsyncSession, account: Account) -> int:
    """모든 계좌에 이자를 준다. 커밋하면 account 도 다시 읽힌다."""
    await session.execute(
        update(Account).values(balance=Account.balance + 10).execution_options(synchronize_session=False)
    )
    await session.commit()
    await session.refresh(account)
    return account.balance


async def discard_changes(session: AsyncSession, account: Account) -> str:
    account.owner = "잘못된 이름"
    await session.flush()
    await session.rollback()
    await session.refresh(account)
    return account.owner


async def deposit(session: AsyncSession, account_id: int, amount: int) -> dict:
    """잔액은 DB 가 계산하므로 flush 뒤에 다시 읽힌다."""
    account = await session.get_one(Account, account_id)
    account.deposit(amount)
    await session.flush()
    await session.refresh(account)
    return {"id": account.id, "balance": account.balance}


async def touch(session: AsyncSession, account_id: int) -> bool:
    account = await session.get_one(Account, account_id)
    before = account.seen_at
    account.owner = account.owner.upper()
    await session.flush()
    await session.refresh(account)
    return account.seen_at >= before


async def open_next(session: AsyncSession, owner: str) -> int:
    account = Account(owner=owner, balance=func.abs(-7))
    session.add(account)
    await session.flush()
    await session.refresh(account)
    return account.balance


async def count(session: AsyncSession) -> int:
    return await session.scalar(select(func.count(Account.id)))


async def withdraw(session: AsyncSession, account: Account, amount: int) -> tuple[int, int]:
    """질의가 먼저 flush 하므로 그 뒤에 다시 읽힌다."""
    account.deposit(-amount)
    known = await count(session)
    await session.refresh(account)
    return known, account.balance


async def rename_checked(session: AsyncSession, account: Account, owner: str) -> dict:
    account.owner = owner
    if await session.scalar(select(Account.id).where(Account.owner == owner, Account.id != account.id)):
        raise ValueError(owner)
    elif await count(session) > 100:
        raise ValueError("too many")
    await session.refresh(account)
    return {"seen": account.seen_at is not None}


async def summary(session: AsyncSession, account: Account) -> dict:
    account.owner = account.owner.lower()
    await session.flush()
    await session.refresh(account)
    return {"count": await count(session), "seen": account.seen_at is not None}


async def shout(session: AsyncSession, account_id: int) -> tuple[str, str]:
    """DB 만 계산할 수 있는 값은 UPDATE 뒤에 다시 읽힌다."""
    account = await session.get_one(Account, account_id)
    before = account.owner
    await session.execute(update(Account).where(Account.id == account_id).values(owner=func.upper(Account.owner)))
    await session.refresh(account)
    return before, account.owner
