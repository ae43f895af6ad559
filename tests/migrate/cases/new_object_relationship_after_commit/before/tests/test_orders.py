import pytest
from sqlmodel import Session, SQLModel, create_engine

from shop.models import Customer
from shop.orders import pay, place_order


@pytest.fixture
def engine():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Customer(name="박지성"))
        session.commit()
    yield engine
    engine.dispose()


def test_place_order(engine):
    with Session(engine) as session:
        assert place_order(session, customer_id=1) == {"id": 1, "customer": "박지성", "paid": 0}


def test_pay(engine):
    with Session(engine) as session:
        place_order(session, customer_id=1, memo="문 앞")
    with Session(engine) as session:
        assert pay(session, 1, 12000) == "박지성: 12000원"
