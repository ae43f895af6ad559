from httpx import ASGITransport, AsyncClient

from shop.config import get_settings
from shop.main import app


async def test_items():
    async with app.router.lifespan_context(app), AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    ) as client:
        created = (await client.post("/items", json={"name": "연필"})).json()
        assert created["name"] == "연필"
        assert created in (await client.get("/items")).json()


def test_settings_come_from_the_env_file():
    assert get_settings().app_name == "우리 가게"
    assert "local.db" in get_settings().database_url
