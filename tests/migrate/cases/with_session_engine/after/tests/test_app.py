import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import SQLModel

from app import app, engine


@pytest.fixture
async def client():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)


async def test_heroes(client):
    hero = (await client.post("/heroes/", json={"name": "Deadpond", "secret_name": "Dive Wilson"})).json()
    assert (await client.get("/heroes/")).json() == [hero]
    assert (await client.patch(f"/heroes/{hero['id']}")).json() == {"age": 1}


async def test_missing(client):
    assert (await client.patch("/heroes/7")).status_code == 404


async def test_delete(client):
    await client.post("/heroes/", json={"name": "Rusty-Man", "secret_name": "Tommy Sharp"})
    await client.delete("/heroes/")
    assert (await client.get("/heroes/")).json() == []
