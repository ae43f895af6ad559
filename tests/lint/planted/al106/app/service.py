from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from app import db
from app.db import Lock, Unit, factory, numbers, rows, session_scope, timer
from infrastructure import engine, sync_engine


def opened():
    with AsyncSession(engine) as session:  # plant: AL106
        return session


async def made():
    with factory() as session:  # plant: AL106
        return session


async def scoped():
    with session_scope() as session:  # plant: AL106
        return session


async def of_module():
    with db.session_scope() as session, timer():  # plant: AL106
        return session


async def consumed():
    for row in rows():  # plant: AL106
        print(row)
    return [row for row in db.rows()]  # plant: AL106


async def unit():
    with Unit() as unit:  # plant: AL106
        return unit


async def blocking():
    async with Session(sync_engine) as session:  # plant: AL106
        return session


async def timed():
    async with timer():  # plant: AL106
        return 1


async def locked():
    async with Lock():  # plant: AL106
        return {number async for number in numbers()}  # plant: AL106


async def loop():
    async for number in db.numbers():  # plant: AL106
        print(number)


async def right(session: ModelSession):
    async with factory() as other, session_scope() as scoped, Unit():
        with timer(), Lock():
            for row in (await other.execute(select(1))).all():
                print(row, scoped)
            return [row async for row in rows()] + list(numbers())


async def streamed(session: ModelSession, engine: AsyncEngine):
    async with engine.connect() as connection:
        result = await connection.stream(select(1))
        for row in result:  # plant: AL106
            print(row)
        numbers = sorted(await connection.stream_scalars(select(1)))  # plant: AL106
    found = (await session.stream(select(1))).scalars()
    return numbers, [*found], dict(enumerate(rows()))  # plant: AL106


async def streamed_right(session: ModelSession, engine: AsyncEngine):
    async with engine.connect() as connection:
        async with connection.stream(select(1)) as result:
            async for row in result:
                print(row)
        found = list(await (await connection.stream_scalars(select(1))).all())
    return found, [one async for one in await session.stream_scalars(select(1))], sorted(numbers())
