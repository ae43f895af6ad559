import sqlalchemy as sa
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.dialects.mysql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlmodel import update as change
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from app import models
from app.models import Spot


async def renamed(session: AsyncSession, number, name):
    result = await session.execute(update(Spot).where(Spot.id == number).values(name=name))
    return result.scalar_one_or_none()  # plant: AL205


async def chained(db: AsyncSession):
    return (await db.execute(delete(Spot).where(Spot.price == 0))).fetchall()  # plant: AL205


async def through_exec(session: ModelSession):
    statement = change(models.Spot).values(price=0)
    statement = statement.where(models.Spot.price < 0)
    changed = await session.exec(statement)
    return changed.all()  # plant: AL205


async def inserted(connection: AsyncConnection, rows):
    made = await connection.execute(sa.insert(Spot), rows)
    for row in made:  # plant: AL205
        print(row)


async def upserted(db, name):
    statement = upsert(Spot).values(name=name).on_duplicate_key_update(name=name)
    found = (await db.execute(statement)).first()  # plant: AL205
    return found


async def scalars(session: AsyncSession):
    return await session.scalars(update(Spot).values(price=1))  # plant: AL205


async def scalar(session: AsyncSession):
    return await session.scalar(insert(Spot).values(name="a"))  # plant: AL205


async def comprehended(session: AsyncSession, names):
    result = await session.execute(delete(Spot).where(Spot.name.in_(names)))
    return [row.name for row in result]  # plant: AL205


def cheaper(number):
    return update(Spot).where(Spot.id == number).values(price=Spot.price - 1)


class Spots:
    table = Spot.__table__

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def run(self, statement):
        return await self.session.execute(statement)

    async def cheaper(self, number):
        result = await self.session.execute(cheaper(number))
        return result.mappings().one()  # plant: AL205

    async def removed(self):
        result = await self.run(delete(Spot))
        return result.one() if result else None  # plant: AL205

    async def core(self):
        rows = list(await self.session.execute(self.table.delete()))  # plant: AL205
        return rows


async def right(session: AsyncSession, model_session: ModelSession, dialect):
    statement = update(Spot).values(price=1)
    counted = (await session.execute(statement)).rowcount
    result = await session.execute(insert(Spot).values(name="a"))
    key = result.inserted_primary_key
    if result.returns_rows:
        print(result.lastrowid)
    if dialect == "postgresql":
        statement = statement.returning(Spot)
    several = await session.execute(statement)
    texts = (await session.execute(text("UPDATE spot SET price = 1 RETURNING id"))).scalars().all()
    back = (await session.scalars(delete(Spot).returning(Spot.id))).all()
    chosen = (await session.execute(select(Spot))).scalars().all()
    await model_session.exec(change(Spot).values(price=2))
    await upserted(session, "a")
    return counted, key, several.all(), texts, back, chosen
