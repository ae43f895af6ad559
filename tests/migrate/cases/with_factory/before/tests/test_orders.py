import pytest

from app.db import engine
from app.models import Base
from app.orders import OrderStore, has_orders, pay_all


@pytest.fixture()
def store():
    Base.metadata.create_all(engine)
    yield OrderStore()
    Base.metadata.drop_all(engine)


def test_place_and_pay(store):
    order = store.place("춘향")
    store.place("몽룡")
    assert order.customer == "춘향"
    assert pay_all("춘향") == 1
    assert [o.customer for o in store.unpaid()] == ["몽룡"]


def test_has_orders(store):
    assert not has_orders("춘향")
    store.place("춘향")
    assert has_orders("춘향")
