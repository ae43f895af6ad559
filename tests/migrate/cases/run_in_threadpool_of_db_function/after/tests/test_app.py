import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import SQLModel

from app import app, engine


@pytest.fixture
async def client():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    )
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)


async def test_clicks(client):
    code = (await client.post("/links", params={"url": "http://x"})).json()["code"]
    assert (await client.post(f"/links/{code}/clicks", params={"times": 3})).json() == [3, 4, 6]
