import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import SQLModel

import app as app_module
from app import app, engine


@pytest.fixture
async def client(tmp_path, monkeypatch):
    monkeypatch.setattr(app_module, "UPLOADS", tmp_path)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    )
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)


async def test_upload(client, tmp_path):
    response = await client.post("/documents", files={"file": ("a.txt", "안녕".encode())})
    assert response.json() == {"id": 1, "size": 6}
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "안녕"
    assert (await client.put("/documents/1", files={"file": ("b.txt", b"1\n2\n3")})).json() == 5
    assert (await client.post("/count", files={"file": ("b.txt", b"1\n2\n3")})).json() == 3
