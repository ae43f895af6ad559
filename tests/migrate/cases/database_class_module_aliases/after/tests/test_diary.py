import pytest
from httpx import ASGITransport, AsyncClient

from diary.database import Database
from diary.main import app, copy_all, database


@pytest.fixture(autouse=True)
async def tables():
    await database.create_database()
    yield
    await database.drop_database()


@pytest.fixture
async def client():
    async with AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    ) as client:
        yield client


async def test_write_and_read(client):
    assert (await client.post("/entries", params={"text": "맑음"})).json() == {"id": 1}
    assert (await client.get("/entries")).json() == ["맑음"]


async def test_dialect(client):
    assert (await client.get("/dialect")).json() == "sqlite"


async def test_copy(client, tmp_path):
    backup = Database(f"sqlite+aiosqlite:///{tmp_path}/backup.db")
    await backup.create_database()
    await client.post("/entries", params={"text": "비"})
    assert await copy_all(database, backup) == 1
    await backup.drop_database()
