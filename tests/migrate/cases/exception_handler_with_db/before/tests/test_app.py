import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel

from app import Incident, app, engine


@pytest.fixture
def client():
    SQLModel.metadata.create_all(engine)
    yield TestClient(app)
    SQLModel.metadata.drop_all(engine)


def test_incidents(client):
    response = client.get("/fail/business")
    assert (response.status_code, response.json()) == (402, {"incident": 1})
    with Session(engine) as session:
        assert session.get(Incident, 1).message == "잔액 부족"
    assert client.get("/fail/lookup").json() == {"incidents": 1}


def test_without_a_database(client):
    assert client.get("/fail/ready").status_code == 503
