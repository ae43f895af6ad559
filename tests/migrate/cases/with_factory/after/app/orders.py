import logging

from sqlalchemy import select, update

from app.db import SessionLocal, get_session_factory
from app.models import Order

logger = logging.getLogger(__name__)


class OrderStore:
    def __init__(self, session_factory=None):
        self.session_factory = session_factory or get_session_factory()

    async def place(self, customer):
        async with self.session_factory() as session:
            order = Order(customer=customer)
            session.add(order)
            await session.commit()
            logger.info("주문 %s", order.id)
            return order

    async def unpaid(self):
        async with self.session_factory() as s:
            return (await s.scalars(select(Order).where(Order.paid.is_(False)))).all()


async def pay_all(customer: str) -> int:
    async with SessionLocal() as session:
        result = await session.execute(update(Order).where(Order.customer == customer).values(paid=True))
        await session.commit()
        return result.rowcount


async def has_orders(customer: str) -> bool:
    make_session = get_session_factory()
    async with make_session() as session:
        return await session.scalar(select(Order.id).where(Order.customer == customer).limit(1)) is not None
