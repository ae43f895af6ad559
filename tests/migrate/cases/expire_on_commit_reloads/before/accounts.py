from datetime import datetime
from typing import Annotated

from sqlalchemy import DateTime, String, create_engine, func, select, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

engine = create_engine("sqlite:///accounts.db")
SessionLocal = sessionmaker(bind=engine)


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


def open_account(session: Session, owner: str) -> dict:
    account = Account(owner=owner)
    session.add(account)
    session.commit()
    return {"id": account.id, "grade": account.grade, "created": account.created_at is not None}


def rename(session: Session, account_id: int, owner: str) -> datetime:
    account = session.get(Account, account_id)
    account.owner = owner
    session.commit()
    # updated_at 은 DB 가 넣는다
    return account.updated_at


def pay_interest(session: Session, account: Account) -> int:
    """모든 계좌에 이자를 준다. 커밋하면 account 도 다시 읽힌다."""
    session.execute(
        update(Account).values(balance=Account.balance + 10).execution_options(synchronize_session=False)
    )
    session.commit()
    return account.balance


def discard_changes(session: Session, account: Account) -> str:
    account.owner = "잘못된 이름"
    session.flush()
    session.rollback()
    return account.owner


def deposit(session: Session, account_id: int, amount: int) -> dict:
    """잔액은 DB 가 계산하므로 flush 뒤에 다시 읽힌다."""
    account = session.get_one(Account, account_id)
    account.deposit(amount)
    session.flush()
    return {"id": account.id, "balance": account.balance}


def touch(session: Session, account_id: int) -> bool:
    account = session.get_one(Account, account_id)
    before = account.seen_at
    account.owner = account.owner.upper()
    session.flush()
    return account.seen_at >= before


def open_next(session: Session, owner: str) -> int:
    account = Account(owner=owner, balance=func.abs(-7))
    session.add(account)
    session.flush()
    return account.balance


def count(session: Session) -> int:
    return session.scalar(select(func.count(Account.id)))


def withdraw(session: Session, account: Account, amount: int) -> tuple[int, int]:
    """질의가 먼저 flush 하므로 그 뒤에 다시 읽힌다."""
    account.deposit(-amount)
    known = count(session)
    return known, account.balance


def rename_checked(session: Session, account: Account, owner: str) -> dict:
    account.owner = owner
    if session.scalar(select(Account.id).where(Account.owner == owner, Account.id != account.id)):
        raise ValueError(owner)
    elif count(session) > 100:
        raise ValueError("too many")
    return {"seen": account.seen_at is not None}


def summary(session: Session, account: Account) -> dict:
    account.owner = account.owner.lower()
    return {"count": count(session), "seen": account.seen_at is not None}


def shout(session: Session, account_id: int) -> tuple[str, str]:
    """DB 만 계산할 수 있는 값은 UPDATE 뒤에 다시 읽힌다."""
    account = session.get_one(Account, account_id)
    before = account.owner
    session.execute(update(Account).where(Account.id == account_id).values(owner=func.upper(Account.owner)))
    return before, account.owner
