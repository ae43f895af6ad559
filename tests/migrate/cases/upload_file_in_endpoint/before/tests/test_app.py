import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

import app as app_module
from app import app, engine


@pytest.fixture
def client(tmp_path, monkeypatch):
    monkeypatch.setattr(app_module, "UPLOADS", tmp_path)
    SQLModel.metadata.create_all(engine)
    yield TestClient(app)
    SQLModel.metadata.drop_all(engine)


def test_upload(client, tmp_path):
    response = client.post("/documents", files={"file": ("a.txt", "안녕".encode())})
    assert response.json() == {"id": 1, "size": 6}
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "안녕"
    assert client.put("/documents/1", files={"file": ("b.txt", b"1\n2\n3")}).json() == 5
    assert client.post("/count", files={"file": ("b.txt", b"1\n2\n3")}).json() == 3
