import pytest
from sqlmodel import Session, SQLModel, create_engine

from shop import instalments
from shop.models import Customer, Order, Payment


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Customer(name="손흥민"))
        session.commit()
        session.add_all([Order(customer_id=1, memo="첫째"), Order(customer_id=1, memo="둘째")])
        session.commit()
        session.add(Payment(order_id=1, amount=300))
        session.commit()
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_loops(session):
    assert instalments.pay_monthly(session, 1, 3) == [2, 3, 4]
    assert instalments.pay_until(session, 1, 300) == 3


def test_transaction(session):
    assert instalments.pay_in_transaction(session, 1) == (0, 1, 2)


def test_rows_that_go(session):
    assert instalments.hand_over(session, 1, 2) == ("첫째", "둘째")
    assert instalments.refund(session, 2) == (1, 0)


def test_helpers(session):
    assert instalments.top_up(session, 1, 25) == (300, 325)


def test_two_names(session):
    assert instalments.pay_twice(session, 1) == (0, 2, 2)


def test_held_and_asked_for_again(session):
    assert instalments.pay_at_till(session, 1) == (1, 2)
    assert instalments.pay_and_check(session, 1) == (2, "첫째", 3)


def test_found_again(session):
    assert instalments.pay_and_find(session, 1) == (1, 2)


def test_none(session):
    assert instalments.pay_if_there(session, 99) == (0, 0)
    assert instalments.pay_if_there(session, 1) == (2, 3)


def test_append(session):
    assert instalments.pay_by_append(session, 1) == 2
