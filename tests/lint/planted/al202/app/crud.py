import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.future import select as future_select
from sqlalchemy.sql import select as sql_select
from sqlmodel import Session
from sqlmodel import select as model_select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import models
from app.models import Spot

ALL = select(Spot)


async def first(session: AsyncSession):
    return (await session.exec(select(Spot))).first()  # plant: AL202


async def by_module(db: AsyncSession):
    return (await db.exec(sa.select(models.Spot).where(Spot.id == 1))).one()  # plant: AL202


async def future(db: AsyncSession):
    return (await db.exec(future_select(Spot).order_by(Spot.name))).all()  # plant: AL202


async def by_sql(db: AsyncSession):
    return (await db.exec(sql_select(Spot))).all()  # plant: AL202


async def constant(db: AsyncSession):
    return (await db.exec(ALL)).all()  # plant: AL202


async def built(db: AsyncSession, name):
    query = select(Spot)
    if name:
        query = query.where(Spot.name == name)
    return (await db.exec(query)).first()  # plant: AL202


def sync(session: Session):
    return session.exec(select(Spot)).first()  # plant: AL202


async def untyped(db, number):
    return (await db.exec(select(Spot).where(Spot.id == number))).first()  # plant: AL202


class Spots:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def names(self):
        return (await self.session.exec(select(Spot.name))).all()  # plant: AL202

    async def found(self):
        return [spot async for spot in ()] or (await self.session.exec(statement=select(Spot)))


def statement():
    return select(Spot)


async def by_function(db: AsyncSession):
    return (await db.exec(statement())).all()  # plant: AL202


async def right(session: AsyncSession):
    await untyped(session, 1)
    await session.exec(sa.update(Spot).values(name="x"))
    await session.execute(select(Spot))
    await session.exec(select(Spot.id, Spot.name))
    return (await session.exec(model_select(Spot))).first()
