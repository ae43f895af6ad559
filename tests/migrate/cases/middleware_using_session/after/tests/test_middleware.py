import pytest
from httpx import ASGITransport, AsyncClient

from app.db import ApiKey, Base, SessionLocal, engine
from app.main import app


@pytest.fixture
async def client():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with SessionLocal.begin() as db:
        db.add(ApiKey(key="k", owner="소연"))
    yield AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    )
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_without_a_key(client):
    assert (await client.get("/me")).status_code == 401


async def test_requests_are_logged(client):
    headers = {"X-API-Key": "k"}
    response = await client.get("/me", headers=headers)
    assert response.json() == {"owner": "소연"}
    assert "X-Took" in response.headers
    assert (await client.get("/logs", headers=headers)).json() == 1
