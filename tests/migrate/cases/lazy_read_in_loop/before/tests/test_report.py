import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from shop.models import Base, Order, OrderLine, Product
from shop.report import customers_of, packing_slip, sales_report


@pytest.fixture
def db():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    Session = sessionmaker(bind=engine)
    session = Session()
    apple = Product(name="사과", price=1000)
    pear = Product(name="배", price=2500)
    session.add_all(
        [
            Order(customer="kim", lines=[OrderLine(product=apple, quantity=3), OrderLine(product=pear, quantity=1)]),
            Order(customer="lee", lines=[OrderLine(product=pear, quantity=2)]),
        ]
    )
    session.commit()
    session.close()
    session = Session()
    yield session
    session.close()


def test_sales_report(db):
    assert sales_report(db) == {"kim": 5500, "lee": 5000}


def test_packing_slip(db):
    assert packing_slip(db, 1) == "사과 x 3\n배 x 1"


def test_customers_of(db):
    assert customers_of(db, product_id=2) == ["kim", "lee"]
