from sqlmodel import SQLModel

from app import engine, normalise, record
from metrics import calls


def test_both_kinds_are_counted():
    SQLModel.metadata.create_all(engine)
    calls.clear()
    assert record("/a/") == 1
    assert record("/b") == 2
    assert calls == {"record": 2, "normalise": 2}


def test_the_pure_function_stays_plain():
    assert normalise("/x//") == "/x"
