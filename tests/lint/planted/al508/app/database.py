import os

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.ext.asyncio import create_async_engine as make
from sqlalchemy.pool import NullPool

from app import config
from app.config import POOL_SIZE, URL, settings

a = create_async_engine(URL, pool_size=100)  # plant: AL508
b = create_async_engine(URL, max_overflow=100)  # plant: AL508
c = make(URL, pool_size=POOL_SIZE, max_overflow=POOL_SIZE)  # plant: AL508
d = create_async_engine(URL, pool_size=settings.pool_size, max_overflow=settings.max_overflow)  # plant: AL508
e = create_engine("mysql+pymysql://travel@db/travel", pool_size=76, max_overflow=0)  # plant: AL508
f = create_async_engine("postgresql+asyncpg://travel@db/travel", pool_size=40, max_overflow=11)  # plant: AL508
g = create_async_engine(URL, pool_size=config.POOL_SIZE)  # plant: AL508
h = create_async_engine(URL, pool_size=int(os.getenv("POOL", "5")), max_overflow=90)  # plant: AL508

ok = create_async_engine(URL, pool_size=40, max_overflow=30)
default = create_async_engine(URL)
unpooled = create_async_engine(URL, poolclass=NullPool)
unknown = create_async_engine(URL, pool_size=int(os.environ["POOL"]))


def engine_of(url, size):
    return create_async_engine(url, pool_size=size)  # plant: AL508


class Database:
    def __init__(self, url=URL, pool_size=200):
        self.engine = create_async_engine(url, pool_size=pool_size)  # plant: AL508

    async def close(self):
        await self.engine.dispose()


reports = engine_of(URL, 75)


async def close():
    for engine in (a, b, c, d, f, g, h, ok, default, unpooled, unknown, reports):
        await engine.dispose()
