import asyncio
from contextlib import asynccontextmanager
from contextvars import ContextVar

from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session, async_sessionmaker

from infrastructure import engine

Maker = async_sessionmaker(engine, expire_on_commit=False)
Scoped = async_scoped_session(Maker, asyncio.current_task)
current: ContextVar[AsyncSession] = ContextVar("current")
found: ContextVar[AsyncSession] = ContextVar("found")


@asynccontextmanager
async def unit():
    async with Maker() as session, session.begin():
        yield session


def use(session):
    return current.set(session)


class Work:
    def __init__(self, session: AsyncSession):
        self.session = session
