import pytest
from httpx import ASGITransport, AsyncClient

from app.reports import app


@pytest.fixture
def client():
    return AsyncClient(transport=ASGITransport(app=app), base_url="http://test")


@pytest.mark.asyncio
async def test_reports(client):
    assert (await client.get("/reports")).status_code == 200


@pytest.mark.asyncio
async def test_reports_again(client):  # plant: AL506
    assert (await client.get("/reports")).json() == []
