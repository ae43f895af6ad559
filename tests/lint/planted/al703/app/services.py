from fastapi import Depends, HTTPException, status
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import in_finally
from app.errors import SoldOut, Unanswered
from app.models import Order, Seat


class Orders:
    def __init__(self, session: AsyncSession = Depends(in_finally)):
        self._session = session

    async def place(self, total):
        order = Order(total=total)
        self._session.add(order)
        await self._session.flush()
        if order.total < 0:
            raise SoldOut  # plant: AL703
        return order

    async def check(self, total):
        if total < 0:
            raise SoldOut
        self._session.add(Order(total=total))

    async def odd(self, total):
        self._session.add(Order(total=total))
        if total < 0:
            raise Unanswered


async def find(db, number):
    seat = await db.get(Seat, number)
    if seat is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    return seat


async def release(db):
    await db.execute(update(Seat).values(taken=False))


async def ids(db):
    return list(await db.scalars(select(Seat.id)))
