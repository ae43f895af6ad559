from dataclasses import dataclass

from sqlalchemy import text

from app import db
from app.db import Session, make


class Base:
    _kept = []

    def __init__(self, session):
        self.session = session

    @classmethod
    def bind(cls, session):
        cls._session = session  # plant: AL405

    def keep(self):
        self._kept.append(make())  # plant: AL405


class Spots(Base):
    async def all(self):
        return (await self.session.scalars(text("SELECT 1"))).all()


class Regions(Base):
    opened = Session()  # plant: AL405


class Clock:
    """Made once, by the module below."""

    def __init__(self):
        self._db = None

    async def start(self):
        self._db = Session()  # plant: AL405

    async def now(self):
        return await self._db.scalar(text("SELECT NOW()"))


@dataclass
class Reader:
    session: object

    async def one(self):
        return await self.session.scalar(text("SELECT 1"))


class Worker:
    """Made for each unit of work."""

    def __init__(self):
        self.session = None

    async def __aenter__(self):
        self.session = Session()
        return self

    async def __aexit__(self, *error):
        await self.session.close()


clock = Clock()
spots = Spots(session=make())  # plant: AL405
readers = {"main": Reader(Session())}  # plant: AL405


async def read(session, tables=make()):  # plant: AL405
    async with Worker() as worker:
        await worker.session.commit()
    for table in tables:
        await Spots(session).all()


async def start(session):
    Base.bind(make())
    db.extra = session  # plant: AL405
    Regions(session).keep()
