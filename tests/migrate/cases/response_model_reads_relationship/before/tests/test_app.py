import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel, create_engine
from sqlmodel.pool import StaticPool

from app import Team, app, get_session


@pytest.fixture
def client():
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Team(name="Preventers"))
        session.commit()

    def override():
        # 요청마다 새 세션
        with Session(engine) as session:
            yield session

    app.dependency_overrides[get_session] = override
    yield TestClient(app)
    app.dependency_overrides.clear()


def test_create_returns_the_team(client):
    response = client.post("/heroes/", json={"name": "Deadpond", "team_id": 1})
    assert response.status_code == 200
    assert response.json()["team"] == {"id": 1, "name": "Preventers"}


def test_create_without_team(client):
    assert client.post("/heroes/", json={"name": "홍길동"}).json() == {"id": 1, "name": "홍길동", "team_id": None, "team": None}


def test_list_and_detail(client):
    client.post("/heroes/", json={"name": "Deadpond", "team_id": 1})
    client.post("/heroes/", json={"name": "Spider-Boy"})
    assert [hero["team"] for hero in client.get("/heroes/").json()] == [{"id": 1, "name": "Preventers"}, None]
    assert client.get("/heroes/1").json()["team"]["name"] == "Preventers"
    assert client.get("/heroes/99").status_code == 404


def test_team_with_heroes(client):
    client.post("/heroes/", json={"name": "Deadpond", "team_id": 1})
    assert client.get("/teams/1").json() == {
        "id": 1,
        "name": "Preventers",
        "heroes": [{"id": 1, "name": "Deadpond", "team_id": 1}],
    }
