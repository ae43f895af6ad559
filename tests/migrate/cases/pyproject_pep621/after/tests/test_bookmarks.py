import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.pool import StaticPool

from bookmarks.main import DATABASE_URL, Bookmark, app, get_session


@pytest.fixture
async def client():
    engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Bookmark(url="https://example.com/a", memo="맛집"))
        session.add(Bookmark(url="https://example.com/b", memo="여행"))
        await session.commit()
        app.dependency_overrides[get_session] = lambda: session
        yield AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True)
    app.dependency_overrides.clear()


async def test_search(client):
    assert [b["memo"] for b in (await client.get("/bookmarks", params={"word": "여"})).json()] == ["여행"]


async def test_delete(client):
    assert (await client.delete("/bookmarks/1")).json() == {"deleted": "https://example.com/a"}
    assert (await client.delete("/bookmarks/1")).status_code == 404


def test_url():
    assert make_url(DATABASE_URL).database == "bookmarks"
