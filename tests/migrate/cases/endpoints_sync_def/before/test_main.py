import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel, create_engine
from sqlmodel.pool import StaticPool

from main import Hero, app, get_session


@pytest.fixture(name="session")
def session_fixture():
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session


@pytest.fixture(name="client")
def client_fixture(session: Session):
    def get_session_override():
        return session

    app.dependency_overrides[get_session] = get_session_override
    client = TestClient(app)
    yield client
    app.dependency_overrides.clear()


def test_create_hero(client: TestClient):
    response = client.post("/heroes/", json={"name": "홍길동"})
    data = response.json()

    assert response.status_code == 200
    assert data["name"] == "홍길동"
    assert data["id"] is not None


def test_update_and_delete(session: Session, client: TestClient):
    hero = Hero(name="Deadpond")
    session.add(hero)
    session.commit()

    assert client.patch(f"/heroes/{hero.id}", json={"age": 20}).json()["age"] == 20
    assert len(client.get("/heroes/").json()) == 1
    assert client.delete(f"/heroes/{hero.id}").json() == {"ok": True}
    assert session.get(Hero, 1) is None
    assert client.delete("/heroes/1").status_code == 404
