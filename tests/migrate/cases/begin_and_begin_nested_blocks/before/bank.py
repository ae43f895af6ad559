"""Transactions in every spelling."""

from contextlib import AbstractContextManager

from sqlalchemy import String, create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"

    owner: Mapped[str] = mapped_column(String(20), primary_key=True)
    balance: Mapped[int] = mapped_column(default=0)


engine = create_engine("sqlite:///bank.db", echo=False)
Factory = sessionmaker(engine)


def deposit(owner: str, amount: int) -> None:
    with Session(engine) as session, session.begin():
        session.get_one(Account, owner).balance += amount


def withdraw(owner: str, amount: int) -> int:
    with Session(engine) as session:
        with session.begin():
            account = session.get(Account, owner)
            if account.balance < amount:
                raise ValueError("잔액 부족")
            account.balance -= amount
        return account.balance


def transaction() -> AbstractContextManager[Session]:
    return Factory.begin()


def open_all(*owners: str) -> list[str]:
    """이미 있는 사람은 건너뛴다."""
    skipped = []
    with transaction() as session:
        for owner in owners:
            try:
                with session.begin_nested():
                    session.add(Account(owner=owner))
            except IntegrityError:
                skipped.append(owner)
    return skipped


def by_hand(owner: str) -> bool:
    session = Factory()
    transaction = session.begin()
    savepoint = session.begin_nested()
    session.add(Account(owner=owner))
    try:
        session.flush()
        savepoint.commit()
    except IntegrityError:
        savepoint.rollback()
        transaction.rollback()
        return False
    finally:
        if transaction.is_active:
            transaction.commit()
        session.close()
    return True


def open_connection():
    connection = engine.connect()
    return connection


def audit() -> int:
    with open_connection() as connection, Session(bind=connection) as session:
        return sum(session.scalars(select(Account.balance)))


def joined() -> list[str]:
    """테스트에서 자주 쓰는 모양: 바깥 트랜잭션을 되돌린다."""
    connection = engine.connect()
    outer = connection.begin()
    session = Session(bind=connection, join_transaction_mode="create_savepoint")
    session.add(Account(owner="임시"))
    session.commit()
    owners = session.scalars(select(Account.owner).order_by(Account.owner)).all()
    session.close()
    outer.rollback()
    connection.close()
    return list(owners)
