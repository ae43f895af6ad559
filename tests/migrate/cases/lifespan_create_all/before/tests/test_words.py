import pytest
from fastapi.testclient import TestClient

from app.main import app


@pytest.fixture(scope="module")
def client():
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize(("korean", "english"), [("바다", "sea"), ("산", "mountain"), ("강", None)])
def test_translate(client, korean, english):
    assert client.get(f"/words/{korean}").json() == {"english": english}


def test_count(client):
    assert client.get("/count").json() == 2
