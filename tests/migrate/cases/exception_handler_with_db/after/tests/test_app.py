import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app import Incident, app, engine


@pytest.fixture
async def client():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    )
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)


async def test_incidents(client):
    response = await client.get("/fail/business")
    assert (response.status_code, response.json()) == (402, {"incident": 1})
    async with AsyncSession(engine, expire_on_commit=False) as session:
        assert (await session.get(Incident, 1)).message == "잔액 부족"
    assert (await client.get("/fail/lookup")).json() == {"incidents": 1}


async def test_without_a_database(client):
    assert (await client.get("/fail/ready")).status_code == 503
