import logging

from sqlalchemy import select, update

from app.db import SessionLocal, get_session_factory
from app.models import Order

logger = logging.getLogger(__name__)


class OrderStore:
    def __init__(self, session_factory=None):
        self.session_factory = session_factory or get_session_factory()

    def place(self, customer):
        with self.session_factory() as session:
            order = Order(customer=customer)
            session.add(order)
            session.commit()
            logger.info("주문 %s", order.id)
            return order

    def unpaid(self):
        with self.session_factory() as s:
            return s.scalars(select(Order).where(Order.paid.is_(False))).all()


def pay_all(customer: str) -> int:
    with SessionLocal() as session:
        result = session.execute(update(Order).where(Order.customer == customer).values(paid=True))
        session.commit()
        return result.rowcount


def has_orders(customer: str) -> bool:
    make_session = get_session_factory()
    with make_session() as session:
        return session.scalar(select(Order.id).where(Order.customer == customer).limit(1)) is not None
