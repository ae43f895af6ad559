import pytest
import pytest_asyncio
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, async_sessionmaker, create_async_engine

URL = "mysql+asyncmy://root@127.0.0.1/test"


@pytest_asyncio.fixture(scope="session")
async def engine():  # plant: AL803
    engine = create_async_engine(URL)
    yield engine
    await engine.dispose()


@pytest_asyncio.fixture(scope="module")
async def connection():  # plant: AL803
    engine = create_async_engine(URL)
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def explicit():  # plant: AL803
    return create_async_engine(URL)


@pytest_asyncio.fixture(scope="package")
async def session(explicit):  # plant: AL803
    async with async_sessionmaker(explicit)() as session:
        yield session


@pytest_asyncio.fixture(loop_scope="module")
async def wide_loop():  # plant: AL803
    async with AsyncSession(create_async_engine(URL)) as session:
        yield session


@pytest_asyncio.fixture(scope="session")
async def client():
    async with AsyncClient(transport=ASGITransport(None), base_url="http://test") as client:
        yield client


@pytest_asyncio.fixture(scope="session", name="database")
async def make_database() -> AsyncConnection:  # plant: AL803
    return await create_async_engine(URL).connect()


@pytest_asyncio.fixture(scope="session")
async def outer():  # plant: AL803
    return create_async_engine(URL)


@pytest_asyncio.fixture
async def inner(outer):
    async with AsyncSession(outer) as session:
        yield session


@pytest_asyncio.fixture
async def fresh():
    async with AsyncSession(create_async_engine(URL)) as session:
        yield session


@pytest_asyncio.fixture(scope="class")
async def of_class():  # plant: AL803
    async with async_sessionmaker(create_async_engine(URL)).begin() as session:
        yield session


@pytest.fixture(scope="session")
def url():
    return URL


@pytest_asyncio.fixture(scope="session")
async def token():
    return "x"
