import pytest

from app import db, notes


@pytest.fixture(autouse=True)
def engine(tmp_path):
    engine = db.configure(f"sqlite:///{tmp_path}/notes.db")
    yield engine
    engine.dispose()


def test_write():
    assert notes.write("메모").id == 1
    assert notes.read_all() == ["메모"]


def test_write_many():
    notes.write_many("하나", "둘")
    assert notes.read_all() == ["하나", "둘"]


def test_own_factory(engine):
    notes.write("x")
    assert notes.read_all(db.make_factory(engine)) == ["x"]
