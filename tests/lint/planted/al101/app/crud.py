from sqlalchemy.ext.asyncio import AsyncSession as Database
from sqlmodel import SQLModel, Field, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


async def get(db, hero_id):
    return await db.get(Hero, hero_id)


async def save(db: Database, hero):
    db.add(hero)
    db.flush()  # plant: AL101
    return hero


class HeroRepository:
    def __init__(self, db: Database):
        self._db = db

    async def by_name(self, name):
        found = await self._db.execute(select(Hero).where(Hero.name == name))
        return found.scalars().first()

    async def remove(self, hero):
        self._db.delete(hero)  # plant: AL101
        await self._db.commit()
