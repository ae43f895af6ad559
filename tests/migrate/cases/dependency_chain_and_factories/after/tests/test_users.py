import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import User, engine
from app.deps import get_current_user
from app.main import app


@pytest.fixture
async def client():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(User(name="admin", role="admin"))
        session.add(User(name="guest"))
        await session.commit()
    yield AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    )
    app.dependency_overrides = {}
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)


async def test_roles(client):
    guest, admin = {"Authorization": "Bearer guest"}, {"Authorization": "Bearer admin"}
    assert (await client.get("/users/me", headers=guest)).json()["role"] == "member"
    assert (await client.get("/users/1", headers={"Authorization": "x"})).status_code == 401
    assert (await client.delete("/users/1", headers=guest)).status_code == 403
    assert (await client.delete("/users/2", headers=admin)).status_code == 200
    assert (await client.get("/users/2", headers=admin)).status_code == 404


async def test_override(client):
    app.dependency_overrides[get_current_user] = lambda: User(name="fake", role="admin")
    assert (await client.get("/users/me")).json()["name"] == "fake"
