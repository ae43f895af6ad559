from unittest.mock import patch

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import NullPool

from shop import db
from shop.db import Base, Setting, engine
from shop.main import app
from shop.settings import currency, values_of


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
    assert (await client.get("/settings")).json() == {"currency": "원"}


@pytest.fixture
async def other_shop(tmp_path, monkeypatch):
    other = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/other.db")
    monkeypatch.setattr(db, "SessionLocal", async_sessionmaker(other, expire_on_commit=False))
    monkeypatch.setattr(db, "SyncSessionLocal", sessionmaker(create_engine(other.url.set(drivername="sqlite"), poolclass=NullPool)))
    async with other.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    await other.dispose()


async def test_values_of_another_shop(other_shop):
    async with db.SessionLocal.begin() as session:
        session.add_all([Setting(name="name", value="가게"), Setting(name="currency", value="유로")])
    assert values_of(["currency", "name"]) == {"currency": "유로", "name": "가게"}


@patch("shop.settings.SyncUnit")
def test_currency_of_a_mock(unit):
    unit.return_value.__enter__.return_value.scalar.return_value = "엔"
    currency.cache_clear()
    assert currency() == "엔"
