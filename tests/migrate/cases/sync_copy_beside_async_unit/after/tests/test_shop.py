import pytest
from httpx import ASGITransport, AsyncClient

from shop.db import Base, engine
from shop.main import app


@pytest.fixture
async def client():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_settings_and_prices(client):
    assert (await client.get("/settings/currency")).json() == {"name": "currency", "value": None}
    assert (await client.put("/settings/currency", params={"value": "원"})).json()["value"] == "원"
    assert (await client.get("/settings/currency")).json()["value"] == "원"
    assert (await client.get("/price/1500")).json() == {"price": "1500 원"}
