import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app import Account, app, engine


@pytest.fixture
async def client():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Account(token="t", name="도윤"))
        await session.commit()
    yield AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
        headers={"X-Token": "t"},
    )
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)


async def test_me(client):
    assert (await client.get("/me")).json() == {"name": "도윤"}
    await client.put("/me", params={"name": "하준"})
    assert (await client.get("/me")).json() == {"name": "하준"}


async def test_unknown(client):
    assert (await client.get("/me", headers={"X-Token": "?"})).status_code == 401
    assert (await client.get("/me", headers={"X-Token": ""})).status_code == 401
