import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import StaticPool

from library.main import app, get_db
from library.models import Base, Book, Branch, Shelf

engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
TestingSessionLocal = async_sessionmaker(autocommit=False, autoflush=False, bind=engine, expire_on_commit=False)


async def override_get_db():
    db = TestingSessionLocal()
    try:
        yield db
    finally:
        await db.close()


@pytest.fixture()
async def client():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    db = TestingSessionLocal()
    db.add(Branch(name="종로", shelves=[Shelf(label="800 문학", books=[Book(title="토지"), Book(title="무정")])]))
    db.add(Branch(name="마포"))
    await db.commit()
    await db.close()
    app.dependency_overrides[get_db] = override_get_db
    yield AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True)
    app.dependency_overrides = {}
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_page(client):
    page = (await client.get("/branches")).json()
    assert page["total"] == 2
    assert page["items"][0]["shelves"][0]["books"] == [{"title": "토지"}, {"title": "무정"}]
    assert page["items"][1]["shelves"] == []


async def test_second_page(client):
    assert [b["name"] for b in (await client.get("/branches", params={"skip": 1})).json()["items"]] == ["마포"]


async def test_one(client):
    assert (await client.get("/branches/1")).json()["shelves"][0]["label"] == "800 문학"
    assert (await client.get("/branches/7")).status_code == 404
