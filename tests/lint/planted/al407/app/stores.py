from dataclasses import dataclass

from app.db import Db, Session


class Base:
    def __init__(self, session: Db):
        self.session = session

    async def save(self, one):
        self.session.add(one)
        await self.session.commit()  # plant: AL407


class Spots(Base):
    async def rename(self, spot, name):
        spot.name = name
        await self.session.flush()

    async def remove(self, spot):
        await self.session.delete(spot)
        await self.session.commit()  # plant: AL407


class Regions:
    def __init__(self, db):
        self._db = db

    async def add(self, region):
        try:
            self._db.add(region)
            await self._db.commit()  # plant: AL407
        except ValueError:
            await self._db.rollback()
            raise


@dataclass
class Tags:
    db: Db

    async def add(self, *tags):
        self.db.add_all(tags)
        await self.db.commit()  # plant: AL407

    async def imported(self, tags):
        async with self.db.begin_nested() as nested:
            self.db.add_all(tags)
            await nested.commit()


class Notes:
    """Of those who end their own units of work."""

    def __init__(self, session):
        self.session = session

    async def add(self, note):
        self.session.add(note)
        await self.session.commit()


class Unit:
    async def __aenter__(self):
        self.session = Session()
        self.regions = Regions(self.session)
        return self

    async def __aexit__(self, kind, error, trace):
        if kind is None:
            await self.commit()
        await self.session.close()

    async def commit(self):
        await self.session.commit()


async def insert(session, *rows):
    session.add_all(rows)
    await session.commit()  # plant: AL407


async def touch(*, db: Db):
    db.expire_all()
    if commit := db.in_transaction():
        await db.commit()  # plant: AL407
    return commit


async def log(db, text):
    db.add(text)
    await db.commit()  # plant: AL407


async def count(db: Db, number):
    db.add(number)
    await db.flush()
