import pytest
from sqlmodel import Session, SQLModel, create_engine

from lookup.db import Country, Currency
from lookup.handlers import labels, lookup, pad5


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as s:
        s.add(Country(code="KR", name="대한민국"))
        s.add(Currency(code="KRW", symbol="₩"))
        s.commit()
        yield s
    engine.dispose()


def test_lookup(session):
    assert lookup(session, "country", "KR").name == "대한민국"
    assert lookup(session, "currency", "KRW").symbol == "₩"
    assert lookup(session, "country", "XX") is None


def test_labels(session):
    assert labels(session, ["KR", "XX"]) == ["   KR 대한민국"]


def test_pad():
    assert pad5("a") == "    a"
