import logging

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload, undefer_group

from shop import crud
from shop.models import Customer as Client, Line, Order

log = logging.getLogger(__name__)


def invoice(order):
    return {"lines": len(order.lines), "number": order.id}  # plant: AL301


async def invoice_of(db: AsyncSession, number: int):
    order = await crud.order(db, number)
    if order is None:
        return None
    return invoice(order)


async def names(db: AsyncSession):
    return [order.customer.name for order in await crud.with_customer(db)]


async def numbers(db: AsyncSession):
    found = (await db.scalars(select(Client))).all()
    return {client.name: list(client.order_numbers) for client in found}  # plant: AL301


async def describe(db: AsyncSession, number):
    client = await crud.customer(db, number)
    orders = client.orders if client else []  # plant: AL301
    return f"{client.name}: {len(orders)}, at {client.address}"


async def deep(db: AsyncSession, number):
    order = await crud.full_order(db, number)
    return [line.order.customer for line in order.lines]  # plant: AL301


async def friends(db: AsyncSession, number):
    client = await db.get(Client, number, options=[selectinload(Client.referred)])
    return {first.name: [second.name for second in first.referred] for first in client.referred}  # plant: AL301


async def all_friends(db: AsyncSession, number):
    both = selectinload(Client.referred).options(selectinload(Client.referred), selectinload(Client.orders))
    client = (await db.scalars(select(Client).where(Client.id == number).options(both))).one()
    return [(second.name, *first.order_numbers) for first in client.referred for second in first.referred]


async def picture(db: AsyncSession, number):
    client = await db.get(Client, number)
    return client.photo  # plant: AL301


async def add_order(db: AsyncSession, number):
    client = await db.get(Client, number)
    client.orders.append(Order())  # plant: AL301
    await db.commit()


async def add_line(db: AsyncSession, order_id: int, amount: int):
    line = Line(order_id=order_id, amount=amount)
    db.add(line)
    await db.flush()
    log.info("added %s", line)  # plant: AL301
    log.info("added %s", line.amount)


async def lines(db: AsyncSession, order: Order):
    await db.refresh(order, ["lines"])
    return order.lines


async def one_line(db: AsyncSession, number):
    order = await crud.order(db, number)
    return await lines(db, order), order.lines


def amounts(session, number):
    return [line.amount for line in session.get(Order, number).lines]


async def all_amounts(db: AsyncSession, number):
    return await db.run_sync(amounts, number)


class Report:
    def __init__(self, client: Client):
        self.client = client

    def text(self, order: Order):
        return f"{order.customer.name}"  # plant: AL301


async def report(db: AsyncSession, number):
    async for order in await db.stream_scalars(select(Order).where(Order.id == number)):
        print(Report(await crud.customer(db, number)).text(order))


async def picture_of_group(db: AsyncSession, number):
    statement = select(Client).where(Client.id == number).options(undefer_group("large"))
    return (await db.scalars(statement)).one().photo
