import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import SQLModel

from app.db import engine
from app.main import app


@pytest.fixture
async def client():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield AsyncClient(
        transport=ASGITransport(app=app, raise_app_exceptions=False),
        base_url="http://testserver",
        follow_redirects=True,
    )
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)


async def test_reserve_and_release(client):
    assert (await client.post("/seats/A1", params={"holder": "민지"})).status_code == 200
    assert (await client.get("/seats")).json() == ["A1"]
    await client.delete("/seats/A1")
    assert (await client.get("/seats")).json() == []


async def test_a_taken_seat_stays_taken(client):
    await client.post("/seats/A1", params={"holder": "민지"})
    await client.post("/seats/A1", params={"holder": "수아"})
    assert (await client.get("/seats")).json() == ["A1"]
