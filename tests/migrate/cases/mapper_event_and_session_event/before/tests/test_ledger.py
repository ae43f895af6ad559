import pytest

from ledger.db import Base, commits, engine
from ledger.service import audits, erase, numbers, write, write_many


@pytest.fixture(autouse=True)
def tables():
    Base.metadata.create_all(engine)
    yield
    Base.metadata.drop_all(engine)


def test_events(tables):
    write("하나", "둘")
    assert numbers() == [1, 2]
    erase("하나")
    assert audits() == ["deleted 하나"]


def test_no_entry_twice():
    with pytest.raises(ValueError, match="중복"):
        write("하나", "하나")
    assert numbers() == []


def test_events_of_one_factory():
    commits.clear()
    write("하나")
    write_many(["둘", "셋"])
    assert (len(commits), len(numbers())) == (1, 3)
