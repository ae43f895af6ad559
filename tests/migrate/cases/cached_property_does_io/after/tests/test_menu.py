import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from menu import Base, Dish, Kitchen, Menu


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add_all([Dish(name="국밥", price=9000), Dish(name="냉면", price=11000)])
        yield session
    await engine.dispose()


async def test_prices_are_read_once(session):
    menu = Menu(session)
    assert await menu.bill(["국밥", "냉면", "국밥"]) == 29000
    await session.execute(delete(Dish))
    assert await menu.bill(["국밥"]) == 9000
    assert await menu.prices is await menu.prices
    assert await Menu(session).prices == {}


async def test_the_engine_makes_its_tables_once(tmp_path):
    kitchen = Kitchen(f"sqlite+aiosqlite:///{tmp_path / 'kitchen.db'}")
    await kitchen.cook("죽")
    async with AsyncSession(await kitchen.engine, expire_on_commit=False) as session:
        assert (await session.scalars(select(Dish.name))).all() == ["죽"]
    before = await kitchen.engine
    await kitchen.close()
    assert await kitchen.engine is not before
    await kitchen.close()
