import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from accounts import Account, Base, discard_changes, open_account, pay_interest, rename


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
