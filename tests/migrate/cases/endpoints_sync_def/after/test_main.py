import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.pool import StaticPool

from main import Hero, app, get_session


@pytest.fixture(name="session")
async def session_fixture():
    engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture(name="client")
def client_fixture(session: AsyncSession):
    def get_session_override():
        return session

    app.dependency_overrides[get_session] = get_session_override
    client = AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True)
    yield client
    app.dependency_overrides.clear()


async def test_create_hero(client: AsyncClient):
    response = await client.post("/heroes/", json={"name": "홍길동"})
    data = response.json()

    assert response.status_code == 200
    assert data["name"] == "홍길동"
    assert data["id"] is not None


async def test_update_and_delete(session: AsyncSession, client: AsyncClient):
    hero = Hero(name="Deadpond")
    session.add(hero)
    await session.commit()

    assert (await client.patch(f"/heroes/{hero.id}", json={"age": 20})).json()["age"] == 20
    assert len((await client.get("/heroes/")).json()) == 1
    assert (await client.delete(f"/heroes/{hero.id}")).json() == {"ok": True}
    assert await session.get(Hero, 1) is None
    assert (await client.delete("/heroes/1")).status_code == 404
