import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from shop.models import Base, Product


@pytest.fixture
async def db():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


async def test_life(db):
    product = await Product.create(db, name="연필", stock=1)
    await Product(name="공책").save(db)
    assert await Product.names(db) == ["공책", "연필"]
    assert (await product.restock(db, 4)).stock == 5
    await (await Product.find(db, product.id)).delete(db)
    assert await Product.find(db, 1) is None


def test_slug():
    assert Product.slug(" 빨간 연필 ") == "빨간-연필"
