import pytest

from guestbook.db import Base, connect
from guestbook.entries import read, sign


@pytest.fixture(autouse=True)
def database(tmp_path):
    engine = connect(f"sqlite:///{tmp_path}/guestbook.db")
    Base.metadata.create_all(engine)
    yield
    engine.dispose()


def test_sign():
    assert sign("다녀갑니다") == 1
    assert sign("저도요") == 2
    assert read() == ["다녀갑니다", "저도요"]
