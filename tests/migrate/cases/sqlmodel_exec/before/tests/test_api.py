import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel, create_engine
from sqlmodel.pool import StaticPool

from tasks.api import create_app


@pytest.fixture
def client():
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    return TestClient(create_app(engine))


def add(client, title, due="2025-01-01"):
    return client.post("/tasks/", json={"title": title, "due": due}).json()["id"]


def test_life_of_a_task(client):
    task_id = add(client, "빨래")
    assert client.get(f"/tasks/{task_id}").json()["title"] == "빨래"
    assert client.get("/tasks/77").status_code == 404
    assert client.get("/tasks", params={"q": "빨"}).json()[0]["id"] == task_id
    assert client.get("/tasks/", params={"q": "청소"}).json() == []


def test_finish(client):
    for title in ["가", "나"]:
        add(client, title)
    add(client, "다", due="2025-02-01")
    assert client.get("/tasks/calendar").json() == {"2025-01-01": 2, "2025-02-01": 1}
    assert client.post("/tasks/finish?before=2025-01-15").json() == {"finished": 2}
    assert client.get("/tasks/count").json() == {"total": 3, "done": 2}
    assert client.delete("/tasks/done").json() == 2
