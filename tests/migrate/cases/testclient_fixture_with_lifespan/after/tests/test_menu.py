from httpx import ASGITransport, AsyncClient

from app.main import app, kiosk, kiosks


async def test_menu(client):
    assert (await client.get("/menu")).json() == {"greeting": "어서 오세요", "menu": ["된장찌개", "김치찌개"]}


async def test_restart_does_not_seed_twice(client):
    # 같은 DB 로 앱을 한 번 더 띄운다
    async with app.router.lifespan_context(app), AsyncClient(
        transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True
    ) as second:
        response = await second.get("/menu")
    assert len(response.json()["menu"]) == 2


async def test_kiosk(client):
    application = await kiosk()
    async with application.router.lifespan_context(application), AsyncClient(
        transport=ASGITransport(app=application), base_url="http://testserver", follow_redirects=True
    ) as started:
        assert (await started.get("/names")).json() == ["김치찌개", "된장찌개"]
    waiting = AsyncClient(transport=ASGITransport(app=await kiosk()), base_url="http://kiosk", follow_redirects=True)
    assert (await waiting.get("/names")).status_code == 200


async def test_kiosks(client):
    assert len(await kiosks(2)) == 2
