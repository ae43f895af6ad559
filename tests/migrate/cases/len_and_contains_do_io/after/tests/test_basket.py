import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from basket import Basket


@pytest.fixture
async def basket():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield Basket(session, "나")
    await engine.dispose()


async def test_skus(basket):
    await basket.add("펜")
    assert await basket.skus() == ["펜"]
    assert str(basket) == "나의 장바구니"
