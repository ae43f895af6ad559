import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import get_session
from app.main import app


@pytest.fixture
async def client():
    engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)

    async def override():
        async with AsyncSession(engine, expire_on_commit=False) as session:
            yield session

    app.dependency_overrides[get_session] = override
    yield AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True)
    app.dependency_overrides.clear()


async def test_the_life_of_a_todo(client):
    assert (await client.post("/todos/", json={"id": 9, "title": "빨래"})).status_code == 201
    assert (await client.get("/todos/1")).json() == {"id": 1, "title": "빨래"}
    assert (await client.get("/todos", params={"q": "청소"})).json() == []
    assert (await client.delete("/todos/1")).json() == {"deleted": 1}
    assert (await client.get("/todos/1")).status_code == 404
