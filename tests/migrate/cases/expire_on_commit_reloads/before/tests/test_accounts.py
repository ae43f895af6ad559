import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from accounts import (
    Account,
    Base,
    deposit,
    discard_changes,
    open_account,
    open_next,
    pay_interest,
    rename,
    rename_checked,
    shout,
    summary,
    touch,
    withdraw,
)


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session


def test_open_account(session):
    assert open_account(session, "이몽룡") == {"id": 1, "grade": "basic", "created": True}


def test_rename(session):
    open_account(session, "이몽룡")
    assert rename(session, 1, "성춘향") is not None


def test_interest(session):
    open_account(session, "이몽룡")
    account = session.get(Account, 1)
    assert account.balance == 0
    assert pay_interest(session, account) == 10


def test_discard(session):
    open_account(session, "이몽룡")
    assert discard_changes(session, session.get(Account, 1)) == "이몽룡"


def test_deposit(session):
    open_account(session, "이몽룡")
    assert deposit(session, 1, 5) == {"id": 1, "balance": 5}
    account = session.get_one(Account, 1)
    assert deposit(session, 1, 5)["balance"] == 10
    assert account.balance == 10


def test_touch(session):
    open_account(session, "이몽룡")
    assert touch(session, 1)
    assert open_next(session, "성춘향") == 7


def test_queries_flush(session):
    open_account(session, "이몽룡")
    account = session.get_one(Account, 1)
    assert withdraw(session, account, 3) == (1, -3)
    assert rename_checked(session, account, "KIM") == {"seen": True}
    assert summary(session, account) == {"count": 1, "seen": True}


def test_update_in_sql(session):
    open_account(session, "kim")
    assert shout(session, 1) == ("kim", "KIM")
