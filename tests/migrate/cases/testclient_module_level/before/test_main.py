from fastapi.testclient import TestClient

from main import app

client = TestClient(app, headers={"X-Token": "secret"})


def setup_function():
    client.delete("/todos")


def add(text):
    response = client.post("/todos", json={"text": text})
    assert response.status_code == 201
    return response.json()


def test_add():
    assert add("장보기")["text"] == "장보기"
    assert [todo["text"] for todo in client.get("/todos").json()] == ["장보기"]


def test_redirect_is_followed():
    add("빨래")
    assert client.get("/").json()[0]["text"] == "빨래"


def test_wrong_token():
    response = client.post("/todos", json={"text": "x"}, headers={"X-Token": "wrong"})
    assert response.status_code == 401
    assert response.json() == {"detail": "토큰이 틀렸습니다"}


def test_cookie():
    todo = add("설거지")
    assert client.cookies["last"] == str(todo["id"])
