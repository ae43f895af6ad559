import math

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from inventory.models import Item


class OutOfStock(Exception):
    pass


def boxes(count: int, per_box: int = 12) -> int:
    return math.ceil(count / per_box)


async def receive(db: AsyncSession, name: str, count: int) -> int:
    item = (await db.scalars(select(Item).filter_by(name=name))).one_or_none()
    if item is None:
        item = Item(name=name, stock=0)
        db.add(item)
    item.stock += count
    await db.commit()
    return item.stock


async def ship(db: AsyncSession, name: str, count: int) -> None:
    item = (await db.scalars(select(Item).filter_by(name=name))).one()
    if item.stock < count:
        raise OutOfStock(f"{name}: {item.stock}개뿐")
    item.stock -= count
    await db.commit()
