import pytest
from fastapi.testclient import TestClient

from app import Base, app, engine


@pytest.fixture()
def client():
    Base.metadata.create_all(engine)
    yield TestClient(app)
    Base.metadata.drop_all(engine)


def test_memos(client):
    assert client.get("/memos/newest").json() is None
    client.post("/memos", params={"text": " 첫째 "})
    client.post("/memos", params={"text": "둘째"})
    assert client.get("/memos/newest").json() == "둘째"
    assert client.get("/memos").json() == ["첫째", "둘째"]
