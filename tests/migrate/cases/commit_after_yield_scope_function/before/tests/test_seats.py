import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

from app.db import engine
from app.main import app


@pytest.fixture
def client():
    SQLModel.metadata.create_all(engine)
    yield TestClient(app, raise_server_exceptions=False)
    SQLModel.metadata.drop_all(engine)


def test_reserve_and_release(client):
    assert client.post("/seats/A1", params={"holder": "민지"}).status_code == 200
    assert client.get("/seats").json() == ["A1"]
    client.delete("/seats/A1")
    assert client.get("/seats").json() == []


def test_a_taken_seat_stays_taken(client):
    client.post("/seats/A1", params={"holder": "민지"})
    client.post("/seats/A1", params={"holder": "수아"})
    assert client.get("/seats").json() == ["A1"]
