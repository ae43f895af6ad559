from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.db import Item, db_context, get_db


async def add(name: str) -> None:
    async with asynccontextmanager(get_db)() as session:
        session.add(Item(name=name))
        await session.commit()


async def rename_all(name: str) -> int:
    async with db_context() as session:
        items = (await session.scalars(select(Item))).all()
        for item in items:
            item.name = name
        await session.commit()
        return len(items)


async def names(provider: Callable[[], AsyncGenerator[AsyncSession, None]] = get_db) -> list[str]:
    async with asynccontextmanager(provider)() as session:
        return list(await session.scalars(select(Item.name).order_by(Item.id)))
