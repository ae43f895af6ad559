from fastapi.testclient import TestClient

from app.main import app

client = TestClient(app)


def test_integrity():
    assert client.post("/maintenance/integrity").json() == {"result": "ok"}


def test_reset():
    assert client.post("/maintenance/reset").json() == {"notes": 1}
    assert client.post("/maintenance/reset").json() == {"notes": 1}
