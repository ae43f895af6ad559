from httpx import ASGITransport, AsyncClient

from app.main import app


async def test_default_team():
    async with app.router.lifespan_context(app), AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    ) as client:
        data = (await client.get("/teams")).json()
        assert [team["name"] for team in data] == ["기본 팀"]


async def test_only_once():
    async with app.router.lifespan_context(app), AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    ) as client:
        await client.get("/teams")
    async with app.router.lifespan_context(app), AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    ) as client:
        assert len((await client.get("/teams")).json()) == 1
        assert (await client.get("/teams", params={"offset": 1})).json() == []
