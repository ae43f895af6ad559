import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

from app.db import engine
from app.main import app


@pytest.fixture
def client():
    SQLModel.metadata.create_all(engine)
    yield TestClient(app)
    SQLModel.metadata.drop_all(engine)


def test_a_mail_signs_up_once(client):
    assert client.post("/members", json={"email": "A@x.kr"}).json() == {"id": 1}
    assert client.post("/members", json={"email": "a@X.kr"}).status_code == 422
