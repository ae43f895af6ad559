import fastapi.testclient
import pytest
from fastapi.testclient import TestClient as Client
from sqlalchemy.ext.asyncio import AsyncSession

from app.main import app


@pytest.mark.asyncio
async def test_inside(session):
    client = Client(app)  # plant: AL802
    assert client.get("/spots").status_code == 200


@pytest.mark.asyncio
async def test_both(plain_client, db):  # plant: AL802
    assert plain_client.get("/spots").status_code == 200


@pytest.mark.asyncio
async def test_typed(
    plain_client,  # plant: AL802
    session: AsyncSession,
):
    assert plain_client.get("/spots").json() == []


class TestSpots:
    @pytest.mark.asyncio
    async def test_method(self, engine, name="x"):
        with fastapi.testclient.TestClient(app) as client:  # plant: AL802
            assert client.get("/spots").json() == []

    @pytest.mark.asyncio
    async def test_with_connection(self, connection, plain_client):  # plant: AL802
        assert plain_client.get("/spots").json() == []


def test_sync(plain_client):
    assert plain_client.get("/spots").status_code == 200


@pytest.mark.asyncio
async def test_async(async_client, session):
    assert (await async_client.get("/spots")).status_code == 200


@pytest.mark.asyncio
async def test_module(session):
    with Client(app, base_url="http://test") as client:  # plant: AL802
        assert client.get("/spots").status_code == 200
