import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

from app import main
from app.db import engine
from app.security import hash_password


class Picture:
    content = b"png"

    def raise_for_status(self):
        pass


@pytest.fixture
def client(tmp_path, monkeypatch):
    monkeypatch.setattr(main, "FILES", tmp_path)
    monkeypatch.setattr(main.requests, "get", lambda url, timeout: Picture())
    SQLModel.metadata.create_all(engine)
    yield TestClient(main.app)
    SQLModel.metadata.drop_all(engine)


def test_user(client, tmp_path):
    assert client.post("/users", params={"name": "보라", "password": "x"}).json() == {"id": 1}
    assert client.post("/users/1/avatar", params={"url": "http://x/1.png"}).json() == {"bytes": 3}
    assert (tmp_path / "1.png").read_bytes() == b"png"
    assert client.get("/users/1/report").json() == {"name": "보라", "output": "ok"}


def test_slow(client):
    assert client.get("/slow").json() == "done"


def test_hash():
    assert hash_password("x") != hash_password("y")
