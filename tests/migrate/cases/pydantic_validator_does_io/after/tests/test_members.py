import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import SQLModel

from app.db import engine
from app.main import app


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


async def test_a_mail_signs_up_once(client):
    assert (await client.post("/members", json={"email": "A@x.kr"})).json() == {"id": 1}
    assert (await client.post("/members", json={"email": "a@X.kr"})).status_code == 422
