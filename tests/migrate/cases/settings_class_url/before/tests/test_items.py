from fastapi.testclient import TestClient

from shop.config import get_settings
from shop.main import app


def test_items():
    with TestClient(app) as client:
        created = client.post("/items", json={"name": "연필"}).json()
        assert created["name"] == "연필"
        assert created in client.get("/items").json()


def test_settings_come_from_the_env_file():
    assert get_settings().app_name == "우리 가게"
    assert "local.db" in get_settings().database_url
