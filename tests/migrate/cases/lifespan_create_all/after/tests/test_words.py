import pytest
from httpx import ASGITransport, AsyncClient

from app.main import app


@pytest.fixture(scope="module")
async def client():
    async with app.router.lifespan_context(app), AsyncClient(
        transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True
    ) as client:
        yield client


@pytest.mark.parametrize(("korean", "english"), [("바다", "sea"), ("산", "mountain"), ("강", None)])
async def test_translate(client, korean, english):
    assert (await client.get(f"/words/{korean}")).json() == {"english": english}


async def test_count(client):
    assert (await client.get("/count")).json() == 2
