import pytest
from httpx import ASGITransport, AsyncClient

from main import app

client = AsyncClient(
    transport=ASGITransport(app=app),
    base_url="http://testserver",
    follow_redirects=True,
    headers={"X-Token": "secret"},
)


@pytest.fixture(autouse=True)
async def setup_function():
    await client.delete("/todos")


async def add(text):
    response = await client.post("/todos", json={"text": text})
    assert response.status_code == 201
    return response.json()


async def test_add():
    assert (await add("장보기"))["text"] == "장보기"
    assert [todo["text"] for todo in (await client.get("/todos")).json()] == ["장보기"]


async def test_redirect_is_followed():
    await add("빨래")
    assert (await client.get("/")).json()[0]["text"] == "빨래"


async def test_wrong_token():
    response = await client.post("/todos", json={"text": "x"}, headers={"X-Token": "wrong"})
    assert response.status_code == 401
    assert response.json() == {"detail": "토큰이 틀렸습니다"}


async def test_cookie():
    todo = await add("설거지")
    assert client.cookies["last"] == str(todo["id"])
