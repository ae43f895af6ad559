import pytest
from fastapi.testclient import TestClient

from app.db import ApiKey, Base, SessionLocal, engine
from app.main import app


@pytest.fixture
def client():
    Base.metadata.create_all(engine)
    with SessionLocal.begin() as db:
        db.add(ApiKey(key="k", owner="소연"))
    yield TestClient(app)
    Base.metadata.drop_all(engine)


def test_without_a_key(client):
    assert client.get("/me").status_code == 401


def test_requests_are_logged(client):
    headers = {"X-API-Key": "k"}
    response = client.get("/me", headers=headers)
    assert response.json() == {"owner": "소연"}
    assert "X-Took" in response.headers
    assert client.get("/logs", headers=headers).json() == 1
