import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture(scope="module")
async def here() -> AsyncEngine:  # plant: AL803
    yield create_async_engine("sqlite+aiosqlite://")


async def test_engine(engine, url, token):
    async with engine.connect() as connection:
        await connection.exec_driver_sql("SELECT 1")


async def test_connection(connection):
    await connection.exec_driver_sql("SELECT 1")


class TestSpots:
    async def test_session(self, session, wide_loop):
        await session.commit()

    @pytest.mark.parametrize("name", ["a"])
    async def test_client(self, client, name):
        await client.get("/")


async def test_database(database, here):
    await database.exec_driver_sql("SELECT 1")


async def test_of_class(of_class):
    await of_class.commit()


async def test_inner(inner, fresh):
    await inner.commit()
