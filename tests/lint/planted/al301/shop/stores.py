from collections.abc import Sequence
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from shop.models import Base, Customer, Line, Order

M = TypeVar("M", bound=Base)


class Store(Generic[M]):
    model: type[M]

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, number: int) -> M | None:
        return await self.session.get(self.model, number)

    async def newest(self, count: int) -> Sequence[M]:
        return (await self.session.scalars(select(self.model).limit(count))).all()


class Customers(Store[Customer]):
    model = Customer

    async def spent(self, number: int) -> int:
        found = await self.get(number)
        return found.spent() if found else 0  # plant: AL301

    async def with_orders(self, number: int) -> Customer:
        statement = select(Customer).where(Customer.id == number).options(selectinload(Customer.orders))
        return (await self.session.scalars(statement)).one()

    async def spent_loaded(self, number: int) -> int:
        return (await self.with_orders(number)).spent()

    async def label(self, number: int) -> str:
        found = await self.get(number)
        return found.label if found else ""


class Lines(Store[Line]):
    model = Line


async def customers_of(session: AsyncSession):
    lines = await Lines(session).newest(9)
    return [line.heading for line in lines if line.amount]  # plant: AL301


async def amount_of(session: AsyncSession):
    return [line.amount for line in await Lines(session).newest(9)]


class Orders(Store[Order]):
    model = Order
