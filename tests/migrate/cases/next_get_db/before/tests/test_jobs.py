import pytest

from crm.database import Base, Customer, engine, get_db
from crm.jobs import add_customer, count_customers, names, promote


@pytest.fixture(autouse=True)
def tables():
    Base.metadata.create_all(engine)
    yield
    Base.metadata.drop_all(engine)


@pytest.fixture
def db():
    yield from get_db()


def test_promote(db):
    customer_id = add_customer("홍길동")
    assert promote(customer_id) == "우수"
    assert db.get(Customer, customer_id).grade == "우수"


def test_unknown():
    with pytest.raises(LookupError):
        promote(1)


def test_count():
    assert count_customers() == 0
    add_customer("a")
    add_customer("b")
    assert count_customers() == 2
    assert names() == ["a", "b"]
