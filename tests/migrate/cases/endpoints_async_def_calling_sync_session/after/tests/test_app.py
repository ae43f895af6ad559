import pytest
from httpx import ASGITransport, AsyncClient

from app import Base, app, engine


@pytest.fixture()
async def client():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    )
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_memos(client):
    assert (await client.get("/memos/newest")).json() is None
    await client.post("/memos", params={"text": " 첫째 "})
    await client.post("/memos", params={"text": "둘째"})
    assert (await client.get("/memos/newest")).json() == "둘째"
    assert (await client.get("/memos")).json() == ["첫째", "둘째"]
