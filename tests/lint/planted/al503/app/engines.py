from functools import cache

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.ext.asyncio import create_async_engine as make

URL = "mysql+asyncmy://travel@db/travel"
_engines = {}


def fresh():
    return create_async_engine(URL)  # plant: AL503


def fresh_factory():
    return async_sessionmaker(make(URL), expire_on_commit=False)  # plant: AL503


class Repository:
    def __init__(self):
        self.engine = create_async_engine(URL, echo=True)  # plant: AL503

    async def count(self):
        async with self.engine.connect() as connection:
            return (await connection.exec_driver_sql("SELECT COUNT(*) FROM spot")).scalar_one()


def sync_count():
    with create_engine("mysql+pymysql://travel@db/travel").connect() as connection:  # plant: AL503
        return connection.exec_driver_sql("SELECT 1").scalar()


async def audit(message):
    audit_engine = create_async_engine(URL.replace("travel", "audit"))  # plant: AL503
    async with audit_engine.begin() as connection:
        await connection.exec_driver_sql(message)


@cache
def kept():
    return create_async_engine(URL)


def of_tenant(tenant):
    if tenant not in _engines:
        _engines[tenant] = create_async_engine(f"mysql+asyncmy://travel@db/{tenant}")
    return _engines[tenant]
