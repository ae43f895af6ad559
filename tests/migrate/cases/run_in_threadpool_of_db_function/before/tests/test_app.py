import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

from app import app, engine


@pytest.fixture
def client():
    SQLModel.metadata.create_all(engine)
    yield TestClient(app)
    SQLModel.metadata.drop_all(engine)


def test_clicks(client):
    code = client.post("/links", params={"url": "http://x"}).json()["code"]
    assert client.post(f"/links/{code}/clicks", params={"times": 3}).json() == [3, 4, 6]
