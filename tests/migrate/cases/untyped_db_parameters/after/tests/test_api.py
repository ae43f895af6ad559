import pytest
from httpx import ASGITransport, AsyncClient

from api import main
from api.database import Base, engine


@pytest.fixture
async def client():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield AsyncClient(
        transport=ASGITransport(app=main.app),
        base_url="http://testserver",
        follow_redirects=True,
    )
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_users(client):
    assert (await client.post("/users/", params={"email": "a@example.com"})).json()["id"] == 1
    assert len((await client.get("/users/")).json()) == 1
    assert (await client.get("/users/1")).json() == "a@example.com"
    assert (await client.get("/users/2")).status_code == 404
    assert main.cache == {1: "a@example.com", "last": 1}
