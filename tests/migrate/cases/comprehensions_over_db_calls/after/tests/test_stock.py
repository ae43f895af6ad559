import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

import stock
from stock import Item


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        for warehouse, sku, quantity in [("인천", "a", 1), ("인천", "b", 2), ("부산", "a", 3), ("부산", "a", 4)]:
            session.add(Item(warehouse=warehouse, sku=sku, quantity=quantity))
        await session.commit()
        yield session
    await engine.dispose()


BOTH = ["인천", "부산"]


async def test_lists_dicts_and_sets(session):
    assert await stock.as_list(session, "a", BOTH) == [1, 7]
    assert await stock.as_dict(session, "인천") == {"a": 1, "b": 2}
    assert await stock.as_set(session, "b", BOTH) == {2}


async def test_nested(session):
    assert await stock.nested(session, BOTH) == [("인천", "a"), ("인천", "b"), ("부산", "a")]
    assert await stock.table(session, BOTH) == {"인천": ["a=1", "b=2"], "부산": ["a=7"]}


async def test_generator_expressions(session):
    assert await stock.total(session, "a", BOTH) == 8
    assert await stock.summary(session, BOTH) == "a, b, a"
