from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from app.models import Spot


def log(message):
    print(message)


async def add(session: AsyncSession, spot):
    await session.add(spot)  # plant: AL102
    await session.commit()


async def add_all(db: ModelSession, spots):
    await db.add_all(spots)  # plant: AL102
    await db.commit()


async def first(db: ModelSession):
    return await (await db.exec(select(Spot))).first()  # plant: AL102


async def everything(session: AsyncSession):
    result = await session.execute(select(Spot))
    await log("loaded")  # plant: AL102
    return await result.all()  # plant: AL102


async def untyped(db, spot):
    await db.expire(spot)  # plant: AL102
    await db.refresh(spot)


class Spots:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def forget(self, spot):
        if await self._session.expunge(spot):  # plant: AL102
            return True
        return await self._session.is_modified(spot)  # plant: AL102

    async def names(self):
        rows = await self._session.scalars(select(Spot))
        return [one.name for one in await rows.all()]  # plant: AL102


async def right(session: AsyncSession, spot, notify):
    session.add(spot)
    async with session.begin():
        await session.merge(spot)
    transaction = await session.begin_nested()
    await transaction.commit()
    await notify(spot)
    return (await session.scalars(select(Spot))).first()


async def run(session: AsyncSession):
    await untyped(session, Spot())
    tasks = [await session.add(spot) for spot in (Spot(), Spot())]  # plant: AL102
    return tasks
