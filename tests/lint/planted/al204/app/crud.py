from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession as CoreSession
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Spot


async def queried(session: CoreSession):
    return session.query(Spot).all()  # plant: AL204


async def awaited(db: AsyncSession):
    return await db.query(Spot)  # plant: AL204


async def executed(db: AsyncSession):
    return (await db.execute(select(Spot))).all()  # plant: AL204


async def variable(db: AsyncSession):
    statement = select(Spot).where(Spot.id == 1)
    result = await db.execute(statement)  # plant: AL204
    return result.first()


async def untyped(db):
    return db.query(Spot).filter_by(name="x").first()  # plant: AL204


async def saved(session: CoreSession, spots):
    session.bulk_save_objects(spots)  # plant: AL204
    await session.commit()


async def inserted(session: CoreSession, rows):
    await session.bulk_insert_mappings(Spot, rows)  # plant: AL204


async def columns(db: AsyncSession):
    return [row async for row in ()] or (await db.execute(select(Spot.name))).first()  # plant: AL204


class Spots:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def names(self):
        return [spot.name for spot in self._session.query(Spot)]  # plant: AL204

    async def updated(self, rows):
        self._session.bulk_update_mappings(Spot, rows)  # plant: AL204


async def right(session: AsyncSession, core: CoreSession):
    await untyped(core)
    await session.execute(text("SELECT 1"))
    await core.execute(select(Spot))
    await core.run_sync(lambda sync: sync.query(Spot).all())
    await session.exec(update(Spot).values(name="x"))
    return (await session.exec(select(Spot))).all()


async def through_a_mock(db):
    return db.query(Spot)  # plant: AL204


async def calls_it(session: AsyncSession):
    return await through_a_mock(session)


async def made_objects(db: AsyncSession):
    result = await db.execute(select(Spot))
    return result.scalars().all()


async def rows_by_the_same_name(db: AsyncSession):
    result = await db.execute(select(Spot).limit(5))  # plant: AL204
    return [spot.name for spot in result]


async def of_core(db: AsyncSession):
    return (await db.execute(update(Spot).values(name="x"))).rowcount
