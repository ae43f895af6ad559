from fastapi.testclient import TestClient


def test_roster(client: TestClient):
    response = client.get("/teams/1/roster")
    assert response.status_code == 200
    assert response.json() == ["Deadpond", "Rusty-Man"]


def test_no_such_team(client: TestClient):
    assert client.get("/teams/9/roster").status_code == 404


def test_rename_reads_the_object_that_is_already_there(client: TestClient):
    assert client.patch("/teams/1", params={"name": "Z-Force"}).json() == ["Deadpond", "Rusty-Man"]


def test_team_of_hero(client: TestClient):
    assert client.get("/heroes/1/team").json() == {"team": "Preventers"}
    assert client.get("/heroes/3/team").json() == {"team": "(무소속)"}
