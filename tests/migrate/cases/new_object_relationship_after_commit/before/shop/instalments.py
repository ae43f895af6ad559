"""주문의 payments 는 커밋할 때마다 다시 읽힌다."""

from contextlib import contextmanager
from typing import Iterator

from sqlmodel import Session, delete, select

from shop.models import Order, Payment


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    yield session
    session.commit()


def paid(order: Order) -> int:
    return sum(payment.amount for payment in order.payments)


def add_payment(session: Session, order_id: int, amount: int) -> None:
    session.add(Payment(order_id=order_id, amount=amount))
    session.commit()


def pay_monthly(session: Session, order_id: int, months: int) -> list[int]:
    order = session.exec(select(Order).where(Order.id == order_id)).one()
    counts = []
    for _ in range(months):
        session.add(Payment(order_id=order.id, amount=100))
        session.commit()
        counts.append(len(order.payments))
    return counts


def pay_until(session: Session, customer_id: int, total: int) -> int:
    order = Order(customer_id=customer_id)
    session.add(order)
    session.commit()
    for _ in range(9):
        session.add(Payment(order_id=order.id, amount=100))
        session.commit()
        if sum(payment.amount for payment in order.payments) >= total:
            break
    return len(order.payments)


def pay_in_transaction(session: Session, customer_id: int) -> tuple[int, int, int]:
    with transaction(session) as s:
        order = Order(customer_id=customer_id)
        s.add(order)
    before = len(order.payments)
    with transaction(session) as s:
        s.add(Payment(order_id=order.id, amount=500))
    between = len(order.payments)
    session.add(Payment(order_id=order.id, amount=500))
    session.commit()
    return before, between, len(order.payments)


def refund(session: Session, order_id: int) -> tuple[int, int]:
    order = session.exec(select(Order).where(Order.id == order_id)).one()
    before = len(order.payments)
    try:
        session.exec(delete(Payment).where(Payment.order_id == order_id))
    finally:
        session.commit()
    return before, len(order.payments)


def hand_over(session: Session, payment_id: int, order_id: int) -> tuple[str, str]:
    payment = session.exec(select(Payment).where(Payment.id == payment_id)).one()
    before = payment.order.memo
    for name, value in {"order_id": order_id}.items():
        setattr(payment, name, value)
    session.commit()
    return before, payment.order.memo


def top_up(session: Session, order_id: int, amount: int) -> tuple[int, int]:
    order = session.get_one(Order, order_id)
    before = paid(order)
    add_payment(session, order.id, amount)
    return before, paid(order)


def pay_twice(session: Session, customer_id: int) -> tuple[int, int, int]:
    order = Order(customer_id=customer_id)
    latest = order
    session.add(order)
    session.commit()
    before = len(latest.payments)
    session.add_all([Payment(order_id=order.id, amount=100), Payment(order_id=order.id, amount=200)])
    session.commit()
    return before, len(latest.payments), len(order.payments)


class Till:
    def __init__(self, session: Session) -> None:
        self.session = session

    def __enter__(self) -> "Till":
        return self

    def __exit__(self, *error: object) -> None:
        self.session.commit()


def pay_at_till(session: Session, order_id: int) -> tuple[int, int]:
    with Till(session) as till:
        order = till.session.exec(select(Order).where(Order.id == order_id)).one()
        before = len(order.payments)
    session.add(Payment(order_id=order.id, amount=100))
    session.commit()
    again = session.exec(select(Order).where(Order.id == order_id)).one()
    return before, len(again.payments)


def pay_and_check(session: Session, order_id: int) -> tuple[int, str, int]:
    order = session.exec(select(Order).where(Order.id == order_id)).one()
    before = len(order.payments)
    session.add(Payment(order_id=order.id, amount=100))
    session.commit()
    session.refresh(order, ["memo"])
    return before, order.memo, len(order.payments)


def find(session: Session, order_id: int) -> Order:
    order = session.get(Order, order_id)
    if order is None:
        raise KeyError(order_id)
    return order


def pay_and_find(session: Session, order_id: int) -> tuple[int, int]:
    order = find(session, order_id)
    before = len(order.payments)
    add_payment(session, order.id, 100)
    return before, len(find(session, order_id).payments)


def pay_if_there(session: Session, order_id: int) -> tuple[int, int]:
    order = session.get(Order, order_id)
    before = len(order.payments) if order else 0
    add_payment(session, 1, 100)
    return before, len(order.payments) if order else 0


def pay_by_append(session: Session, order_id: int) -> int:
    """append 한 것은 커밋 전부터 들어 있다."""
    order = session.exec(select(Order).where(Order.id == order_id)).one()
    order.payments.append(Payment(amount=700))
    session.commit()
    return len(order.payments)
