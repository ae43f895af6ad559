import pytest
from fastapi.testclient import TestClient

from diary.database import Database
from diary.main import app, copy_all, database


@pytest.fixture(autouse=True)
def tables():
    database.create_database()
    yield
    database.drop_database()


@pytest.fixture
def client():
    with TestClient(app) as client:
        yield client


def test_write_and_read(client):
    assert client.post("/entries", params={"text": "맑음"}).json() == {"id": 1}
    assert client.get("/entries").json() == ["맑음"]


def test_dialect(client):
    assert client.get("/dialect").json() == "sqlite"


def test_copy(client, tmp_path):
    backup = Database(f"sqlite:///{tmp_path}/backup.db")
    backup.create_database()
    client.post("/entries", params={"text": "비"})
    assert copy_all(database, backup) == 1
    backup.drop_database()
