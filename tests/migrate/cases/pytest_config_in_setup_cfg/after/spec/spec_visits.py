import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.pool import StaticPool

import app as module


@pytest.fixture
async def client(monkeypatch):
    engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    monkeypatch.setattr(module, "engine", engine)
    return AsyncClient(transport=ASGITransport(app=module.app), base_url="http://testserver", follow_redirects=True)


async def it_counts_visits(client):
    assert (await client.post("/visits/home")).json() == 1
    assert (await client.post("/visits/home")).json() == 2


@pytest.mark.slow
async def it_is_slow(client):
    for _ in range(100):
        await client.post("/visits/home")
