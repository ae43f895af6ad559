from datetime import datetime

from sqlalchemy import DateTime, String, create_engine, func, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

engine = create_engine("sqlite:///accounts.db")
SessionLocal = sessionmaker(bind=engine)


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
