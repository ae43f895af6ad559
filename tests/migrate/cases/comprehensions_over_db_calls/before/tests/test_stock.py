import pytest
from sqlmodel import Session, SQLModel, create_engine

import stock
from stock import Item


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        for warehouse, sku, quantity in [("인천", "a", 1), ("인천", "b", 2), ("부산", "a", 3), ("부산", "a", 4)]:
            session.add(Item(warehouse=warehouse, sku=sku, quantity=quantity))
        session.commit()
        yield session
    engine.dispose()


BOTH = ["인천", "부산"]


def test_lists_dicts_and_sets(session):
    assert stock.as_list(session, "a", BOTH) == [1, 7]
    assert stock.as_dict(session, "인천") == {"a": 1, "b": 2}
    assert stock.as_set(session, "b", BOTH) == {2}


def test_nested(session):
    assert stock.nested(session, BOTH) == [("인천", "a"), ("인천", "b"), ("부산", "a")]
    assert stock.table(session, BOTH) == {"인천": ["a=1", "b=2"], "부산": ["a=7"]}


def test_generator_expressions(session):
    assert stock.total(session, "a", BOTH) == 8
    assert stock.summary(session, BOTH) == "a, b, a"
