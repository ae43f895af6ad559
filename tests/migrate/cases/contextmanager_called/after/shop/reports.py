import asyncio
from contextlib import asynccontextmanager

from sqlalchemy import func, select

from shop.db import Item, get_db, pause


async def longest() -> int:
    await asyncio.to_thread(pause)
    async with asynccontextmanager(get_db)() as session:
        return await session.scalar(select(func.max(func.length(Item.name))))
