import pytest
from fastapi.testclient import TestClient
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel, create_engine

from app.db import get_session
from app.main import app


@pytest.fixture
def client():
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)

    def override():
        with Session(engine) as session:
            yield session

    app.dependency_overrides[get_session] = override
    yield TestClient(app)
    app.dependency_overrides.clear()


def test_the_life_of_a_todo(client):
    assert client.post("/todos/", json={"id": 9, "title": "빨래"}).status_code == 201
    assert client.get("/todos/1").json() == {"id": 1, "title": "빨래"}
    assert client.get("/todos", params={"q": "청소"}).json() == []
    assert client.delete("/todos/1").json() == {"deleted": 1}
    assert client.get("/todos/1").status_code == 404
