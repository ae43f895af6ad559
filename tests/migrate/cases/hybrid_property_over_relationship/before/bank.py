from sqlalchemy import Column, ForeignKey, Integer, String, func, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Session, declarative_base, relationship

Base = declarative_base()


class Deposit(Base):
    __tablename__ = "deposits"

    id = Column(Integer, primary_key=True)
    account_id = Column(ForeignKey("accounts.id"))
    amount = Column(Integer, nullable=False)


class Account(Base):
    __tablename__ = "accounts"

    id = Column(Integer, primary_key=True)
    owner = Column(String(30))
    deposits = relationship(Deposit)

    @hybrid_property
    def balance(self):
        return sum(deposit.amount for deposit in self.deposits)

    @balance.inplace.expression
    @classmethod
    def _balance_expression(cls):
        return (
            select(func.coalesce(func.sum(Deposit.amount), 0)).where(Deposit.account_id == cls.id).scalar_subquery()
        )

    @hybrid_property
    def label(self):
        return self.owner + " 님"


def balance_of(session: Session, account_id: int) -> str:
    account = session.get(Account, account_id)
    return f"{account.label}: {account.balance}"


def rich(session: Session, at_least: int) -> list[str]:
    return list(session.scalars(select(Account.owner).where(Account.balance >= at_least)))
