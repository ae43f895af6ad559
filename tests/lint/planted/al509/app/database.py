import os

import sqlalchemy.pool as pools
from sqlalchemy import create_engine, pool
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.ext.asyncio import create_async_engine as make
from sqlalchemy.pool import NullPool, StaticPool
from sqlalchemy.pool import NullPool as Unpooled

URL = os.environ["DATABASE_URL"]
FILE = "sqlite+aiosqlite:///travel.db"
PING = True

a = create_async_engine("sqlite+aiosqlite:///spots.db", pool_pre_ping=True)  # plant: AL509
b = create_async_engine(FILE, echo=False, pool_pre_ping=True)  # plant: AL509
c = make(URL, pool_pre_ping=True, poolclass=NullPool)  # plant: AL509
d = create_async_engine(URL, pool_pre_ping=PING, poolclass=pools.NullPool)  # plant: AL509
e = create_engine(URL, poolclass=pool.NullPool, pool_pre_ping=True)  # plant: AL509
f = create_async_engine(URL, poolclass=Unpooled, pool_pre_ping=True)  # plant: AL509
g = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool, pool_pre_ping=True)  # plant: AL509
h = create_engine(f"sqlite:///{os.getcwd()}/x.db", pool_pre_ping=True)  # plant: AL509

ok = create_async_engine(URL, pool_pre_ping=True)
off = create_async_engine(URL, poolclass=NullPool, pool_pre_ping=False)
maybe = create_async_engine(os.getenv("URL", "sqlite+aiosqlite://"), pool_pre_ping=True)


def worker(url):
    return create_async_engine(url, poolclass=NullPool, pool_pre_ping=True)  # plant: AL509


class Database:
    def __init__(self, url):
        self.engine = create_async_engine(
            url,
            poolclass=NullPool,
            pool_pre_ping=True,  # plant: AL509
        )


async def close():
    for engine in (a, b, c, d, f, g, ok, off, maybe):
        await engine.dispose()
