import datetime as dt
from typing import Optional

from sqlalchemy import Column, Date, Integer, MetaData, String, Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

metadata = MetaData()
visits = Table(
    "visits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("page", String(100), nullable=False),
    Column("day", Date, nullable=False),
)

engine = create_async_engine("sqlite+aiosqlite:///stats.db", future=True)


async def record(page: str, day: dt.date, conn: Optional[AsyncConnection] = None) -> None:
    if conn is not None:
        await conn.execute(insert(visits).values(page=page, day=day))
        return
    async with engine.begin() as connection:
        await connection.execute(insert(visits), [{"page": page, "day": day}])


async def record_all(pages, day):
    async with engine.connect() as conn:
        async with conn.begin():
            for page in pages:
                await record(page, day, conn)


async def per_page():
    async with engine.connect() as conn:
        result = await conn.execute(select(visits.c.page, func.count()).group_by(visits.c.page).order_by(visits.c.page))
        return {page: n for page, n in result}


async def clear(engine: AsyncEngine = engine) -> int:
    conn = await engine.connect()
    try:
        trans = await conn.begin()
        deleted = (await conn.execute(visits.delete())).rowcount
        await trans.commit()
        return deleted
    finally:
        await conn.close()


async def version() -> str:
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as conn:
        return (await conn.exec_driver_sql("SELECT sqlite_version()")).scalar_one()


async def pages():
    async with engine.connect() as c:
        return [row.page for row in await c.execute(text("SELECT DISTINCT page FROM visits ORDER BY page"))]
