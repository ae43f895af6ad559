import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from shop.models import Customer
from shop.orders import pay, place_order


@pytest.fixture
async def engine():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Customer(name="박지성"))
        await session.commit()
    yield engine
    await engine.dispose()


async def test_place_order(engine):
    async with AsyncSession(engine, expire_on_commit=False) as session:
        assert await place_order(session, customer_id=1) == {"id": 1, "customer": "박지성", "paid": 0}


async def test_pay(engine):
    async with AsyncSession(engine, expire_on_commit=False) as session:
        await place_order(session, customer_id=1, memo="문 앞")
    async with AsyncSession(engine, expire_on_commit=False) as session:
        assert await pay(session, 1, 12000) == "박지성: 12000원"
