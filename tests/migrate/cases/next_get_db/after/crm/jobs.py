from contextlib import asynccontextmanager

from sqlalchemy import func, select

from crm.database import Customer, get_db


async def promote(customer_id: int) -> str:
    async with asynccontextmanager(get_db)() as db:
        customer = await db.get(Customer, customer_id)
        if customer is None:
            raise LookupError(customer_id)
        customer.grade = "우수"
        await db.commit()
        return customer.grade


async def count_customers() -> int:
    async with asynccontextmanager(get_db)() as session:
        return await session.scalar(select(func.count()).select_from(Customer))


async def add_customer(name: str) -> int:
    generator = get_db()
    db = await anext(generator)
    try:
        customer = Customer(name=name)
        db.add(customer)
        await db.commit()
        return customer.id
    finally:
        await generator.aclose()


async def names() -> list[str]:
    async for db in get_db():
        return list(await db.scalars(select(Customer.name).order_by(Customer.id)))
