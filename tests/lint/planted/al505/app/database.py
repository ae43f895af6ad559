import sqlalchemy.ext.asyncio as sa
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.ext.asyncio import create_async_engine as make
from sqlalchemy.pool import NullPool

URL = "mysql+asyncmy://travel@db/travel"

engine = create_async_engine(URL)  # plant: AL505
typed: AsyncEngine = make(URL, pool_size=3)  # plant: AL505
factory = async_sessionmaker(sa.create_async_engine(URL))  # plant: AL505
ENGINES = {"reports": create_async_engine(URL)}  # plant: AL505

closed = create_async_engine(URL)
unpooled = create_async_engine(URL, poolclass=NullPool)
blocking = create_engine("mysql+pymysql://travel@db/travel")


def build(url):
    return create_async_engine(url, echo=True)  # plant: AL505


class Database:
    def __init__(self, url):
        self.engine = create_async_engine(url)  # plant: AL505

    def session(self):
        return AsyncSession(self.engine)


class Closing:
    def __init__(self, url):
        self._engine = create_async_engine(url)

    async def close(self):
        await self._engine.dispose()
