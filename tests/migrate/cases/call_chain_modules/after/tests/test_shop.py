import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.pool import StaticPool

from app.database import get_session
from app.main import app
from app.models import Book
from app.pricing import with_tax


@pytest.fixture(name="client")
async def client_fixture():
    engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Book(title="토지", price=10000, stock=2))
        session.add(Book(title="품절", price=5000))
        await session.commit()
        app.dependency_overrides[get_session] = lambda: session
        yield AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True)
        app.dependency_overrides.clear()


async def test_shelf(client):
    assert (await client.get("/shelf")).json() == [{"title": "토지", "price": 11000}]


async def test_sell_until_gone(client):
    assert (await client.post("/books/1/sell", params={"count": 2})).json() == {"paid": 22000}
    response = await client.post("/books/1/sell")
    assert response.status_code == 409
    assert response.json()["detail"] == "재고가 없습니다"


def test_tax():
    assert with_tax(1000) == 1100
