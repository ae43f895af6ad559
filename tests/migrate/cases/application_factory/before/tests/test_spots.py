from fastapi.testclient import TestClient

from app.main import create_app, monitor


def test_spots():
    client = TestClient(create_app())
    assert client.get("/spots").json() == [{"name": "경복궁"}]


def test_monitor():
    create_app()
    assert TestClient(monitor()).get("/state").json() == "경복궁"
