import pytest
from sqlmodel import Session, SQLModel, create_engine

from positions import Point, operators, statements, strings


@pytest.fixture
def s():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as s:
        s.add(Point(x=10))
        s.flush()
        s.add(Point(x=20))
        s.flush()
        yield s
    engine.dispose()


def test_operators(s):
    assert operators(s) == [-2, 4, 4, False, True, 10, [20], 1, -1, 2, "있음"]


def test_strings(s):
    assert strings(s) == "2개: [10, 20]   2 10+20"


def test_statements(s, capsys):
    assert statements(s) == ["walrus 2 3", "for 10", "for 20", "star 10 2", "match", "30"]
    assert capsys.readouterr().out == "10---20---30\n"
