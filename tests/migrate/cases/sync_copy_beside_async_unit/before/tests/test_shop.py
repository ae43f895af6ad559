from unittest.mock import patch

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from shop import db
from shop.db import Base, Setting, engine
from shop.main import app
from shop.settings import currency, values_of


@pytest.fixture
def client():
    Base.metadata.create_all(engine)
    yield TestClient(app)
    Base.metadata.drop_all(engine)


def test_settings_and_prices(client):
    assert client.get("/settings/currency").json() == {"name": "currency", "value": None}
    assert client.put("/settings/currency", params={"value": "원"}).json()["value"] == "원"
    assert client.get("/settings/currency").json()["value"] == "원"
    assert client.get("/price/1500").json() == {"price": "1500 원"}
    assert client.get("/settings").json() == {"currency": "원"}


@pytest.fixture
def other_shop(tmp_path, monkeypatch):
    other = create_engine(f"sqlite:///{tmp_path}/other.db")
    monkeypatch.setattr(db, "SessionLocal", sessionmaker(other))
    Base.metadata.create_all(other)
    yield
    other.dispose()


def test_values_of_another_shop(other_shop):
    with db.SessionLocal.begin() as session:
        session.add_all([Setting(name="name", value="가게"), Setting(name="currency", value="유로")])
    assert values_of(["currency", "name"]) == {"currency": "유로", "name": "가게"}


@patch("shop.settings.Unit")
def test_currency_of_a_mock(unit):
    unit.return_value.__enter__.return_value.scalar.return_value = "엔"
    currency.cache_clear()
    assert currency() == "엔"
