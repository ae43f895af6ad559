import pytest

from app.context import Base, Order, engine, unit_of_work
from app.orders import order_twice, renamed_first


@pytest.fixture(autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_orders():
    assert await order_twice("유진") == [1, 2]
    assert await order_twice("하늘") == [3, 4]
    async with unit_of_work("검사") as context:
        assert (await context.session.get(Order, 4)).buyer == "하늘"
        assert await renamed_first("서준") == 1 + 4
