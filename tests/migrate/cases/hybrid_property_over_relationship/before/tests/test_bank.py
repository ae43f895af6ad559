import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bank import Account, Base, Deposit, balance_of, rich


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Account(owner="흥부", deposits=[Deposit(amount=100)]))
        session.add(Account(owner="놀부", deposits=[Deposit(amount=5000), Deposit(amount=2000)]))
        session.commit()
    with Session(engine) as session:
        yield session


def test_balance_in_python(session):
    assert balance_of(session, 2) == "놀부 님: 7000"


def test_balance_in_sql(session):
    assert rich(session, at_least=5000) == ["놀부"]
