import pytest

import memo


@pytest.fixture(autouse=True)
def tables():
    memo.Base.metadata.create_all(memo.engine)
    yield
    memo.Base.metadata.drop_all(memo.engine)


def test_memo():
    assert memo.write("우유 사기") == 1
    assert memo.read(1) == "우유 사기"
    assert memo.read(2) is None
    assert memo.count() == 1
