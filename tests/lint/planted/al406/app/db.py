from asyncio import current_task
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext import asyncio as sa
from sqlalchemy.ext.asyncio import AsyncSession as Db, async_sessionmaker
from sqlalchemy.orm import sessionmaker

from infrastructure import engine

Session = async_sessionmaker(engine, expire_on_commit=False)
registry = sa.async_scoped_session(Session, scopefunc=current_task)  # plant: AL406
classic = sessionmaker(engine, class_=Db)
QUERY = text("SELECT 1")


def opened():
    return Session()


def forgotten():
    session = sa.AsyncSession(engine)  # plant: AL406
    return session


async def number(db):
    return await db.scalar(QUERY)


async def of_registry():
    return await registry.scalar(QUERY)


async def get_session():
    db = Session()  # plant: AL406
    yield db


async def get_closing():
    db = Session()  # plant: AL406
    try:
        yield db
    except ValueError:
        await db.rollback()
        raise
    await db.close()


async def get_right():
    db = opened()
    try:
        yield db
    finally:
        await db.close()


@asynccontextmanager
async def scope():
    session: Db = Session()  # plant: AL406
    async with session.begin():
        yield session


@asynccontextmanager
async def right_scope():
    session = None
    try:
        session = Session()
        yield session
    finally:
        if session is not None:
            await session.close()


class Store:
    def __init__(self, db):
        self.db = db

    async def one(self):
        return await number(self.db)


class Own:
    def __init__(self):
        self._own = Session()  # plant: AL406

    async def one(self):
        return await number(self._own)


class Closing:
    def __init__(self, session=None):
        self._given = session or Session()

    async def one(self):
        return await number(self._given)

    async def stop(self):
        await self._given.close()


@dataclass
class Reader:
    reader: Db

    async def one(self):
        return await number(self.reader)


async def of_a_classic_factory():
    session = classic()  # plant: AL406
    return await session.scalar(QUERY)


async def get_spare():
    """Nobody asks for it yet."""
    session = Session()  # plant: AL406
    yield session


@asynccontextmanager
async def spare_scope():
    yield sa.AsyncSession(engine)  # plant: AL406


async def get_kept(request):
    session = Session()
    request.state.session = session
    yield session


async def get_ended():
    session = Session()
    yield session
    await session.rollback()
