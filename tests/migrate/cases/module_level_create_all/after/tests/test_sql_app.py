import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import StaticPool

from sql_app.database import Base
from sql_app.main import app, get_db

SQLALCHEMY_DATABASE_URL = "sqlite+aiosqlite:///./test.db"

engine = create_async_engine(
    SQLALCHEMY_DATABASE_URL,
    connect_args={"check_same_thread": False},
    poolclass=StaticPool,
)
TestingSessionLocal = async_sessionmaker(autocommit=False, autoflush=False, bind=engine, expire_on_commit=False)


@pytest.fixture(scope="module", autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


async def override_get_db():
    try:
        db = TestingSessionLocal()
        yield db
    finally:
        await db.close()


app.dependency_overrides[get_db] = override_get_db

client = AsyncClient(
    transport=ASGITransport(app=app),
    base_url="http://testserver",
    follow_redirects=True,
)


async def test_create_user():
    response = await client.post("/users/", params={"email": "deadpool@example.com"})
    assert response.status_code == 200, response.text
    assert response.json()["email"] == "deadpool@example.com"

    response = await client.post("/users/", params={"email": "deadpool@example.com"})
    assert response.status_code == 400


async def test_read_users():
    assert (await client.get("/users/")).json()[0]["is_active"] is True
    assert (await client.get("/users/", params={"skip": 1})).json() == []
