import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.pool import StaticPool

from tasks.api import create_app


@pytest.fixture
async def client():
    engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    return AsyncClient(
        transport=ASGITransport(app=create_app(engine)), base_url="http://testserver", follow_redirects=True
    )


async def add(client, title, due="2025-01-01"):
    return (await client.post("/tasks/", json={"title": title, "due": due})).json()["id"]


async def test_life_of_a_task(client):
    task_id = await add(client, "빨래")
    assert (await client.get(f"/tasks/{task_id}")).json()["title"] == "빨래"
    assert (await client.get("/tasks/77")).status_code == 404
    assert (await client.get("/tasks", params={"q": "빨"})).json()[0]["id"] == task_id
    assert (await client.get("/tasks/", params={"q": "청소"})).json() == []


async def test_finish(client):
    for title in ["가", "나"]:
        await add(client, title)
    await add(client, "다", due="2025-02-01")
    assert (await client.get("/tasks/calendar")).json() == {"2025-01-01": 2, "2025-02-01": 1}
    assert (await client.post("/tasks/finish?before=2025-01-15")).json() == {"finished": 2}
    assert (await client.get("/tasks/count")).json() == {"total": 3, "done": 2}
    assert (await client.delete("/tasks/done")).json() == 2
