from fastapi.testclient import TestClient

from app.main import app


def test_default_team():
    with TestClient(app) as client:
        data = client.get("/teams").json()
        assert [team["name"] for team in data] == ["기본 팀"]


def test_only_once():
    with TestClient(app) as client:
        client.get("/teams")
    with TestClient(app) as client:
        assert len(client.get("/teams").json()) == 1
        assert client.get("/teams", params={"offset": 1}).json() == []
