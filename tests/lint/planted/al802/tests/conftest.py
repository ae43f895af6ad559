import pytest
import pytest_asyncio
from fastapi.testclient import TestClient
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from starlette.testclient import TestClient as StarletteClient

from app.main import app, factory, get_session


@pytest_asyncio.fixture
async def engine():
    engine = create_async_engine("sqlite+aiosqlite://")
    yield engine
    await engine.dispose()


@pytest_asyncio.fixture
async def session(engine):
    async with AsyncSession(engine) as session:
        yield session


@pytest_asyncio.fixture
async def db():
    async with factory() as session:
        yield session


@pytest_asyncio.fixture
async def connection(engine):
    async with engine.connect() as connection:
        yield connection


@pytest.fixture
def client(session):
    app.dependency_overrides[get_session] = lambda: session
    return TestClient(app)  # plant: AL802


@pytest.fixture
def entered(db):
    app.dependency_overrides[get_session] = lambda: db
    with TestClient(app) as client:  # plant: AL802
        yield client


@pytest.fixture
def of_engine(engine):
    app.state.engine = engine
    yield StarletteClient(app)  # plant: AL802


@pytest_asyncio.fixture
async def of_connection(connection):
    async def override():
        async with AsyncSession(connection) as session:
            yield session

    app.dependency_overrides[get_session] = override
    with TestClient(app, raise_server_exceptions=False) as client:  # plant: AL802
        yield client


@pytest.fixture
def plain_client():
    return TestClient(app)


@pytest_asyncio.fixture
async def async_client(session):
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client
