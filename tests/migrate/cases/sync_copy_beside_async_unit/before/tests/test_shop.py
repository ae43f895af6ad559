import pytest
from fastapi.testclient import TestClient

from shop.db import Base, engine
from shop.main import app


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
