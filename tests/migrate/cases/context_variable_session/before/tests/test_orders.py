import pytest

from app.context import Base, Order, engine, unit_of_work
from app.orders import order_twice, renamed_first


@pytest.fixture(autouse=True)
def tables():
    Base.metadata.create_all(engine)
    yield
    Base.metadata.drop_all(engine)


def test_orders():
    assert order_twice("유진") == [1, 2]
    assert order_twice("하늘") == [3, 4]
    with unit_of_work("검사") as context:
        assert context.session.get(Order, 4).buyer == "하늘"
        assert renamed_first("서준") == 1 + 4
