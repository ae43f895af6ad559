import pytest

import bank


@pytest.fixture(autouse=True)
def accounts():
    bank.Base.metadata.create_all(bank.engine)
    bank.open_all("영수")
    yield
    bank.Base.metadata.drop_all(bank.engine)


def test_deposit_and_withdraw():
    bank.deposit("영수", 100)
    assert bank.withdraw("영수", 30) == 70
    with pytest.raises(ValueError, match="잔액"):
        bank.withdraw("영수", 71)
    assert bank.audit() == 70


def test_savepoints():
    assert bank.open_all("철수", "영수", "미나") == ["영수"]
    assert not bank.by_hand("미나")
    assert bank.by_hand("유리")


def test_joined():
    assert bank.joined() == ["영수", "임시"]
