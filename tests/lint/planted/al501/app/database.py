import sqlalchemy.ext.asyncio as sa_async
from sqlalchemy import URL, create_engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.ext.asyncio import create_async_engine as make_engine

from app import config
from app.config import DEFAULT, FROM_ENVIRONMENT as URL_OF_SERVICE, get_settings, settings

literal = create_async_engine("sqlite:///travel.db")  # plant: AL501
constant = make_engine(DEFAULT, pool_size=5)  # plant: AL501
aliased = sa_async.create_async_engine(URL_OF_SERVICE)  # plant: AL501
by_module = create_async_engine(url=config.DEFAULT)  # plant: AL501
from_settings = create_async_engine(settings.database_url)  # plant: AL501
from_property = create_async_engine(settings.dsn)  # plant: AL501
from_function = create_async_engine(get_settings().dsn)  # plant: AL501
built = create_async_engine(URL.create("mysql+pymysql", username="travel", host="db"))  # plant: AL501
parsed = create_async_engine(make_url("mariadb+mysqlconnector://travel@db/travel"))  # plant: AL501

right = create_async_engine(settings.async_dsn)
replaced = create_async_engine(settings.database_url.replace("mysql://", "mysql+asyncmy://"))
both = create_async_engine("postgresql+psycopg://travel@db/travel")
blocking = create_engine(DEFAULT)


def connect(url, **options) -> AsyncEngine:
    return create_async_engine(url, **options)  # plant: AL501


class Database:
    def __init__(self, url: str) -> None:
        self.engine = create_async_engine(url)  # plant: AL501


reports = connect("postgresql://reports@db/reports", echo=True)
database = Database("mysql+cymysql://travel@db/travel")


async def close() -> None:
    for engine in (literal, constant, aliased, by_module, from_settings, from_property, from_function, built, parsed):
        await engine.dispose()
    for engine in (right, replaced, both, reports, database.engine):
        await engine.dispose()
