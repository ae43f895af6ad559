from httpx import ASGITransport, AsyncClient

from app.main import create_app, monitor


async def test_spots():
    client = AsyncClient(
        transport=ASGITransport(app=create_app()),
        base_url="http://testserver",
        follow_redirects=True,
    )
    assert (await client.get("/spots")).json() == [{"name": "경복궁"}]


async def test_monitor():
    create_app()
    assert (await AsyncClient(
        transport=ASGITransport(app=monitor()),
        base_url="http://testserver",
        follow_redirects=True,
    ).get("/state")).json() == "경복궁"
