import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.pool import StaticPool

from app import Team, app, get_session


@pytest.fixture
async def client():
    engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Team(name="Preventers"))
        await session.commit()

    async def override():
        # 요청마다 새 세션
        async with AsyncSession(engine, expire_on_commit=False) as session:
            yield session

    app.dependency_overrides[get_session] = override
    yield AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True)
    app.dependency_overrides.clear()


async def test_create_returns_the_team(client):
    response = await client.post("/heroes/", json={"name": "Deadpond", "team_id": 1})
    assert response.status_code == 200
    assert response.json()["team"] == {"id": 1, "name": "Preventers"}


async def test_create_without_team(client):
    assert (await client.post("/heroes/", json={"name": "홍길동"})).json() == {"id": 1, "name": "홍길동", "team_id": None, "team": None}


async def test_list_and_detail(client):
    await client.post("/heroes/", json={"name": "Deadpond", "team_id": 1})
    await client.post("/heroes/", json={"name": "Spider-Boy"})
    assert [hero["team"] for hero in (await client.get("/heroes/")).json()] == [{"id": 1, "name": "Preventers"}, None]
    assert (await client.get("/heroes/1")).json()["team"]["name"] == "Preventers"
    assert (await client.get("/heroes/99")).status_code == 404


async def test_team_with_heroes(client):
    await client.post("/heroes/", json={"name": "Deadpond", "team_id": 1})
    assert (await client.get("/teams/1")).json() == {
        "id": 1,
        "name": "Preventers",
        "heroes": [{"id": 1, "name": "Deadpond", "team_id": 1}],
    }
