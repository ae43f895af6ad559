from asyncio import current_task
from contextvars import ContextVar
from functools import cache

from sqlalchemy.ext import asyncio as sa
from sqlalchemy.ext.asyncio import AsyncSession as Db, async_sessionmaker

from infrastructure import engine

Session = async_sessionmaker(engine, expire_on_commit=False)
current: ContextVar[Db] = ContextVar("current")
scoped = sa.async_scoped_session(Session, scopefunc=current_task)

shared = sa.AsyncSession(engine)  # plant: AL405
db: Db | None = None
open_ones: dict[str, Db] = {}


def make() -> Db:
    return Session()


async def connect():
    global db
    if db is None:
        db = make()  # plant: AL405
    return db


@cache
def get_db():
    return Session()  # plant: AL405


def by_tenant(tenant):
    if tenant not in open_ones:
        open_ones[tenant] = Session()  # plant: AL405
    return open_ones[tenant]


def lent(unit):
    current.set(unit)
    return scoped()


async def get_session():
    async with Session() as session:
        open_ones[id(session)] = session
        yield session
        del open_ones[id(session)]
