import sqlalchemy as sa
import sqlmodel
from sqlalchemy import URL as Address
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import create_engine as sqlmodel_engine

from app import config
from app.config import FROM_ENVIRONMENT, URL, settings

literal = create_engine("sqlite+aiosqlite:///travel.db")  # plant: AL502
constant = create_engine(URL)  # plant: AL502
by_module = sa.create_engine(config.URL, echo=True)  # plant: AL502
of_sqlmodel = sqlmodel_engine(FROM_ENVIRONMENT)  # plant: AL502
attribute = sqlmodel.create_engine(settings.url)  # plant: AL502
method = create_engine(settings.dsn())  # plant: AL502
built = create_engine(Address.create(drivername="mysql+asyncmy", host="db"))  # plant: AL502
chosen = create_engine(URL if settings.user else "mysql+asyncmy://other@db/travel")  # plant: AL502

right = create_engine(settings.sync_dsn)
replaced = create_engine(URL.replace("+asyncmy", "+pymysql"))
both = create_engine("postgresql+psycopg://travel@db/travel")
service = create_async_engine(URL)
adapted = AsyncEngine(create_engine("mysql+asyncmy://travel@db/travel", future=True))


def engine_for(url):
    return create_engine(url)  # plant: AL502


def run_migrations(config):
    config.attributes["engine"] = engine_for(URL)


class Reports:
    def __init__(self, address=URL):
        self.engine = create_engine(address)  # plant: AL502


async def close():
    await service.dispose()
    await adapted.dispose()
