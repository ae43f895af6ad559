import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel

from app.db import User, engine
from app.deps import get_current_user
from app.main import app


@pytest.fixture
def client():
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(User(name="admin", role="admin"))
        session.add(User(name="guest"))
        session.commit()
    yield TestClient(app)
    app.dependency_overrides = {}
    SQLModel.metadata.drop_all(engine)


def test_roles(client):
    guest, admin = {"Authorization": "Bearer guest"}, {"Authorization": "Bearer admin"}
    assert client.get("/users/me", headers=guest).json()["role"] == "member"
    assert client.get("/users/1", headers={"Authorization": "x"}).status_code == 401
    assert client.delete("/users/1", headers=guest).status_code == 403
    assert client.delete("/users/2", headers=admin).status_code == 200
    assert client.get("/users/2", headers=admin).status_code == 404


def test_override(client):
    app.dependency_overrides[get_current_user] = lambda: User(name="fake", role="admin")
    assert client.get("/users/me").json()["name"] == "fake"
