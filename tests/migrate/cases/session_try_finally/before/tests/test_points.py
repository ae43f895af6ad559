import pytest

from backend.db import Base, SessionLocal, engine
from backend.points import Account, NotEnough, balance, open_account, transfer


@pytest.fixture(autouse=True)
def accounts():
    Base.metadata.create_all(bind=engine)
    open_account("흥부", 10)
    db = SessionLocal()
    open_account("놀부", 100, db)
    db.close()
    yield
    Base.metadata.drop_all(bind=engine)


def test_transfer():
    transfer("놀부", "흥부", 30)
    assert balance("흥부") == 40
    assert balance("놀부") == 70


def test_not_enough():
    with pytest.raises(NotEnough, match="모자랍니다"):
        transfer("흥부", "놀부", 11)
    assert balance("흥부") == 10


def test_unknown():
    assert balance("제비") is None
