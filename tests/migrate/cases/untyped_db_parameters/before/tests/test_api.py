import pytest
from fastapi.testclient import TestClient

from api import main
from api.database import Base, engine


@pytest.fixture
def client():
    Base.metadata.create_all(bind=engine)
    yield TestClient(main.app)
    Base.metadata.drop_all(bind=engine)


def test_users(client):
    assert client.post("/users/", params={"email": "a@example.com"}).json()["id"] == 1
    assert len(client.get("/users/").json()) == 1
    assert client.get("/users/1").json() == "a@example.com"
    assert client.get("/users/2").status_code == 404
    assert main.cache == {1: "a@example.com", "last": 1}
