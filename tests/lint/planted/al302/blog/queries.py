from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from blog.models import Customer, Order


async def order(db, number):
    return await db.get(Order, number)


async def loaded(db, number):
    return await db.get(Order, number, options=[selectinload(Order.lines)])


class Customers:
    def __init__(self, db):
        self.db = db

    async def all(self):
        return list((await self.db.execute(select(Customer))).scalars())

    async def full(self):
        wanted = select(Customer).options(selectinload(Customer.orders).joinedload(Order.lines))
        return (await self.db.execute(wanted)).unique().scalars().all()

    async def half(self):
        return (await self.db.scalars(select(Customer).options(joinedload(Customer.orders)))).unique().all()
