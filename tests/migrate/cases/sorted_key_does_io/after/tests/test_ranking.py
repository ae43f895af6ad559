import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from ranking import Base, Product, Sale, best, best_first, by_name, worst_first


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add_all([Product(id=n, name=name) for n, name in enumerate(["포도", "배", "감"], start=1)])
        session.add_all([Sale(product_id=n) for n in (2, 2, 3, 1)])
        yield session
    await engine.dispose()


async def test_orders(session):
    assert await best_first(session) == ["배", "포도", "감"]
    assert await best(session) == "배"
    assert await by_name(session) == ["감", "배", "포도"]


async def test_sorts_in_place(session):
    names = ["배", "포도", "감"]
    await worst_first(session, names)
    assert names == ["포도", "감", "배"]
