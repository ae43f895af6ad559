import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

from app import app, engine


@pytest.fixture
def client():
    SQLModel.metadata.create_all(engine)
    yield TestClient(app)
    SQLModel.metadata.drop_all(engine)


def test_heroes(client):
    hero = client.post("/heroes/", json={"name": "Deadpond", "secret_name": "Dive Wilson"}).json()
    assert client.get("/heroes/").json() == [hero]
    assert client.patch(f"/heroes/{hero['id']}").json() == {"age": 1}


def test_missing(client):
    assert client.patch("/heroes/7").status_code == 404


def test_delete(client):
    client.post("/heroes/", json={"name": "Rusty-Man", "secret_name": "Tommy Sharp"})
    client.delete("/heroes/")
    assert client.get("/heroes/").json() == []
