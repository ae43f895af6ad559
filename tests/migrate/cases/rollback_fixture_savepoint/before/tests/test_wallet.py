import pytest

from app.wallet import total, transfer


def test_transfer(session):
    transfer(session, 1000)
    assert total(session) == 1000


def test_nothing_is_left_of_the_test_before(session):
    assert total(session) == 0


def test_refused(session):
    transfer(session, 5)
    with pytest.raises(ValueError, match="0보다"):
        transfer(session, 0)
    assert total(session) == 5
