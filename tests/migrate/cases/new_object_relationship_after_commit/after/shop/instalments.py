"""주문의 payments 는 커밋할 때마다 다시 읽힌다."""

from contextlib import asynccontextmanager
from typing import AsyncIterator

from sqlalchemy.orm import selectinload
from sqlmodel import delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shop.models import Order, Payment


@asynccontextmanager
async def transaction(session: AsyncSession) -> AsyncIterator[AsyncSession]:
    yield session
    await session.commit()


def paid(order: Order) -> int:
    return sum(payment.amount for payment in order.payments)


async def add_payment(session: AsyncSession, order_id: int, amount: int) -> None:
    session.add(Payment(order_id=order_id, amount=amount))
    await session.commit()


async def pay_monthly(session: AsyncSession, order_id: int, months: int) -> list[int]:
    order = (await session.exec(select(Order).where(Order.id == order_id))).one()
    counts = []
    for _ in range(months):
        session.add(Payment(order_id=order.id, amount=100))
        await session.commit()
        await session.refresh(order)
        counts.append(len(order.payments))
    return counts


async def pay_until(session: AsyncSession, customer_id: int, total: int) -> int:
    order = Order(customer_id=customer_id)
    session.add(order)
    await session.commit()
    for _ in range(9):
        session.add(Payment(order_id=order.id, amount=100))
        await session.commit()
        await session.refresh(order)
        if sum(payment.amount for payment in await order.awaitable_attrs.payments) >= total:
            break
    return len(await order.awaitable_attrs.payments)


async def pay_in_transaction(session: AsyncSession, customer_id: int) -> tuple[int, int, int]:
    async with transaction(session) as s:
        order = Order(customer_id=customer_id)
        s.add(order)
    before = len(await order.awaitable_attrs.payments)
    async with transaction(session) as s:
        s.add(Payment(order_id=order.id, amount=500))
    await s.refresh(order)
    between = len(await order.awaitable_attrs.payments)
    session.add(Payment(order_id=order.id, amount=500))
    await session.commit()
    await session.refresh(order)
    return before, between, len(await order.awaitable_attrs.payments)


async def refund(session: AsyncSession, order_id: int) -> tuple[int, int]:
    order = (await session.exec(select(Order).where(Order.id == order_id))).one()
    before = len(order.payments)
    try:
        await session.exec(delete(Payment).where(Payment.order_id == order_id))
    finally:
        await session.commit()
        await session.refresh(order)
    return before, len(order.payments)


async def hand_over(session: AsyncSession, payment_id: int, order_id: int) -> tuple[str, str]:
    payment = (await session.exec(select(Payment).options(selectinload(Payment.order)).where(Payment.id == payment_id))).one()
    before = payment.order.memo
    for name, value in {"order_id": order_id}.items():
        setattr(payment, name, value)
    await session.commit()
    await session.refresh(payment)
    return before, payment.order.memo


async def top_up(session: AsyncSession, order_id: int, amount: int) -> tuple[int, int]:
    order = await session.get_one(Order, order_id)
    before = paid(order)
    await add_payment(session, order.id, amount)
    await session.refresh(order)
    return before, paid(order)


async def pay_twice(session: AsyncSession, customer_id: int) -> tuple[int, int, int]:
    order = Order(customer_id=customer_id)
    latest = order
    session.add(order)
    await session.commit()
    before = len(await latest.awaitable_attrs.payments)
    session.add_all([Payment(order_id=order.id, amount=100), Payment(order_id=order.id, amount=200)])
    await session.commit()
    await session.refresh(order)
    return before, len(await latest.awaitable_attrs.payments), len(await order.awaitable_attrs.payments)


class Till:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def __aenter__(self) -> "Till":
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.session.commit()


async def pay_at_till(session: AsyncSession, order_id: int) -> tuple[int, int]:
    async with Till(session) as till:
        order = (await till.session.exec(select(Order).where(Order.id == order_id))).one()
        before = len(order.payments)
    session.add(Payment(order_id=order.id, amount=100))
    await session.commit()
    again = (await session.exec(select(Order).execution_options(populate_existing=True).where(Order.id == order_id))).one()
    return before, len(again.payments)


async def pay_and_check(session: AsyncSession, order_id: int) -> tuple[int, str, int]:
    order = (await session.exec(select(Order).where(Order.id == order_id))).one()
    before = len(await order.awaitable_attrs.payments)
    session.add(Payment(order_id=order.id, amount=100))
    await session.commit()
    await session.refresh(order, ["memo"])
    await session.refresh(order)
    return before, order.memo, len(await order.awaitable_attrs.payments)


async def find(session: AsyncSession, order_id: int) -> Order:
    order = await session.get(Order, order_id)
    if order is None:
        raise KeyError(order_id)
    return order


async def pay_and_find(session: AsyncSession, order_id: int) -> tuple[int, int]:
    order = await find(session, order_id)
    before = len(await order.awaitable_attrs.payments)
    await add_payment(session, order.id, 100)
    await session.refresh(order)
    return before, len(await (await find(session, order_id)).awaitable_attrs.payments)


async def pay_if_there(session: AsyncSession, order_id: int) -> tuple[int, int]:
    order = await session.get(Order, order_id)
    before = len(await order.awaitable_attrs.payments) if order else 0
    await add_payment(session, 1, 100)
    if order is not None:
        await session.refresh(order)
    return before, len(await order.awaitable_attrs.payments) if order else 0


async def pay_by_append(session: AsyncSession, order_id: int) -> int:
    """append 한 것은 커밋 전부터 들어 있다."""
    order = (await session.exec(select(Order).where(Order.id == order_id))).one()
    order.payments.append(Payment(amount=700))
    await session.commit()
    await session.refresh(order)
    return len(order.payments)
