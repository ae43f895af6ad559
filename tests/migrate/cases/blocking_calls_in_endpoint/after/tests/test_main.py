import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import SQLModel

from app import main
from app.db import engine
from app.security import hash_password


class Picture:
    content = b"png"

    def raise_for_status(self):
        pass


@pytest.fixture
async def client(tmp_path, monkeypatch):
    monkeypatch.setattr(main, "FILES", tmp_path)
    monkeypatch.setattr(main.requests, "get", lambda url, timeout: Picture())
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield AsyncClient(transport=ASGITransport(app=main.app), base_url="http://testserver", follow_redirects=True)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)


async def test_user(client, tmp_path):
    assert (await client.post("/users", params={"name": "보라", "password": "x"})).json() == {"id": 1}
    assert (await client.post("/users/1/avatar", params={"url": "http://x/1.png"})).json() == {"bytes": 3}
    assert (tmp_path / "1.png").read_bytes() == b"png"
    assert (await client.get("/users/1/report")).json() == {"name": "보라", "output": "ok"}


async def test_slow(client):
    assert (await client.get("/slow")).json() == "done"


def test_hash():
    assert hash_password("x") != hash_password("y")
