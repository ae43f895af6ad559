from sqlalchemy.orm import Session

from bank.models import Account
from bank.transactional import transactional, with_limit


@transactional
def open_account(session: Session, balance: int = 0) -> Account:
    account = Account(balance=balance)
    session.add(account)
    return account


@transactional
@with_limit(1_000_000)
def transfer(session: Session, source: int, target: int, amount: int) -> None:
    sender = session.get_one(Account, source)
    sender.balance -= amount
    session.flush()
    receiver = session.get_one(Account, target)
    receiver.balance += amount
