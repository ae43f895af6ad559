from httpx import ASGITransport, AsyncClient

from app.main import app

client = AsyncClient(
    transport=ASGITransport(app=app),
    base_url="http://testserver",
    follow_redirects=True,
)


async def test_integrity():
    assert (await client.post("/maintenance/integrity")).json() == {"result": "ok"}


async def test_reset():
    assert (await client.post("/maintenance/reset")).json() == {"notes": 1}
    assert (await client.post("/maintenance/reset")).json() == {"notes": 1}
