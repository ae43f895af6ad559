import pytest
from httpx import ASGITransport, AsyncClient

from app import Base, SessionLocal, Trade, app, engine


@pytest.fixture
async def client():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with SessionLocal.begin() as db:
        db.add_all([Trade(id=1, symbol="삼성"), Trade(id=2, symbol="현대")])
    yield AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    )
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_downloads(client):
    assert (await client.get("/trades.csv")).text == "번호,종목\r\n1,삼성\r\n2,현대\r\n"
    assert (await client.get("/template.csv")).text == "번호,종목\r\n"
    assert (await client.get("/symbols")).text == "삼성\n현대\n"
