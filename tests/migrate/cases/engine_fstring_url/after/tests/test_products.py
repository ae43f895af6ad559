import pytest
from httpx import ASGITransport, AsyncClient

from app.database import Base, SessionLocal, engine
from app.main import app
from app.models import Product

client = AsyncClient(
    transport=ASGITransport(app=app),
    base_url="http://testserver",
    follow_redirects=True,
)


@pytest.fixture(autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_read_product():
    db = SessionLocal()
    db.add(Product(name="사과", price=1500))
    await db.commit()
    await db.close()
    response = await client.get("/products/1")
    assert response.status_code == 200
    assert response.json() == {"id": 1, "name": "사과", "price": 1500}


async def test_missing_product():
    assert (await client.get("/products/99")).status_code == 404


def test_url_is_for_sqlite():
    assert engine.url.get_backend_name() == "sqlite"
