import ssl

from sqlalchemy import pool
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.ext.asyncio import create_async_engine as make
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool, QueuePool, StaticPool

MYSQL = "mysql+aiomysql://travel@db/travel"
TLS = ssl.create_default_context()
OPTIONS = {
    "connect_timeout": 5,  # plant: AL510
    "server_settings": {"application_name": "travel"},
}


def options():
    return {"read_timeout": 5}  # plant: AL510


a = create_async_engine(MYSQL, connect_args={"database": "travel"})  # plant: AL510
b = make(MYSQL, connect_args=options())
c = create_async_engine("postgresql+asyncpg://db/travel", connect_args=OPTIONS)
d = create_async_engine("postgresql+asyncpg://db/travel?sslmode=require")  # plant: AL510
e = create_async_engine("postgresql+asyncpg://db/travel", connect_args=dict(timeout=5))
f = create_async_engine("mysql+asyncmy://db/travel", connect_args={"check_same_thread": False})  # plant: AL510
g = create_async_engine("mysql+asyncmy://db/travel?write_timeout=5")  # plant: AL510
h = create_async_engine(MYSQL, poolclass=QueuePool)  # plant: AL510
i = create_async_engine(MYSQL, poolclass=pool.QueuePool, pool_size=3)  # plant: AL510
j = create_async_engine(
    MYSQL,
    poolclass=NullPool,
    pool_size=3,  # plant: AL510
)
k = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool, max_overflow=3)  # plant: AL510
l = make("postgresql+asyncpg://db/travel", connect_args={"options": "-c search_path=x"})  # plant: AL510

right = create_async_engine(MYSQL, connect_args={"connect_timeout": 3, "ssl": TLS}, poolclass=AsyncAdaptedQueuePool)
file = create_async_engine("sqlite+aiosqlite:///x.db", connect_args={"check_same_thread": False, "timeout": 15})
asyncpg = create_async_engine("postgresql+asyncpg://db/travel?ssl=require", connect_args={"command_timeout": 5})
unpooled = create_async_engine(MYSQL, poolclass=NullPool, echo=True)


async def close():
    for engine in (a, b, c, d, e, f, g, h, i, j, k, l, right, file, asyncpg, unpooled):
        await engine.dispose()
