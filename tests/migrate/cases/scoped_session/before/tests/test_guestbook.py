import pytest

import database
import guestbook


@pytest.fixture(autouse=True)
def tables():
    database.init_db()
    yield
    database.Base.metadata.drop_all(bind=database.engine)


def test_sign():
    assert guestbook.sign("길동", "다녀감") == 1
    assert guestbook.count_by("길동") == 1
    assert guestbook.latest().text == "다녀감"
    database.shutdown_session()


def test_nobody():
    assert guestbook.count_by("nobody") == 0
    assert guestbook.latest() is None
    database.shutdown_session()
