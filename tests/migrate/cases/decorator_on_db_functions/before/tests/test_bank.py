import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from bank.models import Account, Base
from bank.service import open_account, transfer


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_transfer(session):
    a, b = open_account(session, 100), open_account(session)
    transfer(session, a.id, b.id, 30)
    assert [session.get(Account, n).balance for n in (a.id, b.id)] == [70, 30]


def test_failed_transfer_changes_nothing(session):
    pk = open_account(session, 100).id
    with pytest.raises(NoResultFound):
        transfer(session, pk, 99, 30)
    assert session.get(Account, pk).balance == 100


def test_limit(session):
    assert transfer.__name__ == "transfer"
    with pytest.raises(ValueError, match="한도"):
        transfer(session, 1, 2, 2_000_000)
