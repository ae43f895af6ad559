from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.db import Item, db_context, get_db, scope


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


class Catalogue:
    def __init__(self, session_factory: Callable[..., AbstractAsyncContextManager[AsyncSession]] = scope) -> None:
        self.session_factory = session_factory

    async def size(self) -> int:
        async with self.session_factory() as session:
            return await session.scalar(select(func.count()).select_from(Item))
