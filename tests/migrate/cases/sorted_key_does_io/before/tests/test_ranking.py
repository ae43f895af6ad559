import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from ranking import Base, Product, Sale, best, best_first, by_name, worst_first


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Product(id=n, name=name) for n, name in enumerate(["포도", "배", "감"], start=1)])
        session.add_all([Sale(product_id=n) for n in (2, 2, 3, 1)])
        yield session
    engine.dispose()


def test_orders(session):
    assert best_first(session) == ["배", "포도", "감"]
    assert best(session) == "배"
    assert by_name(session) == ["감", "배", "포도"]


def test_sorts_in_place(session):
    names = ["배", "포도", "감"]
    worst_first(session, names)
    assert names == ["포도", "감", "배"]
