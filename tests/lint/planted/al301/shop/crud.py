from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession as Database
from sqlalchemy.orm import joinedload, selectinload

from shop import models
from shop.models import Customer, Order

WITH_LINES = (selectinload(Order.lines),)


async def customer(db, number):
    return await db.get(Customer, number)


async def order(db: Database, number):
    return (await db.execute(select(Order).where(Order.id == number))).scalar_one_or_none()


async def full_order(db: Database, number):
    statement = select(Order).where(Order.id == number).options(*WITH_LINES)
    return (await db.scalars(statement)).one()


async def with_customer(db: Database):
    statement = select(Order).options(joinedload(Order.customer))
    return (await db.execute(statement)).scalars().all()


async def load_lines(order):
    await order.awaitable_attrs.lines


class Orders:
    def __init__(self, session: Database):
        self.session = session

    async def newest(self):
        return await self.session.scalar(select(models.Order).order_by(models.Order.id.desc()).limit(1))

    async def total(self):
        latest = await self.newest()
        return latest.total  # plant: AL301

    async def known_total(self, number):
        return (await full_order(self.session, number)).total

    async def large(self):
        return (await self.session.scalars(select(Order).where(Order.total > 9))).all()

    async def first_customer(self):
        latest = await self.newest()
        await load_lines(latest)
        return latest.lines[0].amount, latest.customer.name  # plant: AL301
