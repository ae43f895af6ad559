from sqlalchemy import Executable, text
from sqlalchemy.ext.asyncio import AsyncSession as CoreSession
from sqlmodel import Session, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import models
from app.models import Spot


async def every(session: AsyncSession):
    result = await session.exec(select(Spot))
    return result.scalars().all()  # plant: AL201


async def chained(db: AsyncSession):
    return (await db.exec(select(models.Spot).where(Spot.id == 1))).scalars().first()  # plant: AL201


async def single(db: AsyncSession):
    return (await db.exec(select(Spot).limit(1))).scalar_one_or_none()  # plant: AL201


async def untyped(db, statement):
    result = await db.exec(statement)
    return result.scalar()  # plant: AL201


def sync(session: Session):
    return session.exec(select(Spot)).scalars().all()  # plant: AL201


async def again(session: CoreSession):
    return (await session.scalars(select(Spot))).scalars().all()  # plant: AL201


async def unique(session: AsyncSession):
    return (await session.exec(select(Spot))).unique().scalars().all()  # plant: AL201


class Spots:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def by_name(self, name):
        found = await self.session.exec(statement=select(Spot).where(Spot.name == name))
        return found.scalar_one()  # plant: AL201

    async def _run(self, statement):
        return await self.session.exec(statement)

    async def _any(self, statement: Executable):
        return await self.session.exec(statement)

    async def _mixed(self, statement):
        return await self.session.exec(statement)

    async def helped(self, name):
        result = await self._run(select(Spot).where(Spot.name == name))
        return result.scalars().all()  # plant: AL201

    async def typed(self):
        return (await self._any(statement=select(Spot))).scalar_one()  # plant: AL201

    async def mixed(self):
        texts = (await self._mixed(text("SELECT name FROM spot"))).scalars().all()
        return texts, await self._mixed(select(Spot))

    async def names(self):
        return [one.name for one in (await self.session.exec(select(Spot))).scalars()]  # plant: AL201


async def counted(session: AsyncSession):
    if (await session.exec(select(Spot.id))).scalar_one_or_none() is None:  # plant: AL201
        return 0
    rows = (await session.execute(select(Spot))).scalars().all()
    pairs = (await session.exec(select(Spot.id, Spot.name))).all()
    await untyped(session, select(Spot))
    return len((await session.exec(select(Spot))).all()) + len(rows) + len(pairs)
