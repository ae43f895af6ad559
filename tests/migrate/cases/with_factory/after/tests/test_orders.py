import pytest

from app.db import engine
from app.models import Base
from app.orders import OrderStore, has_orders, pay_all


@pytest.fixture()
async def store():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield OrderStore()
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_place_and_pay(store):
    order = await store.place("춘향")
    await store.place("몽룡")
    assert order.customer == "춘향"
    assert await pay_all("춘향") == 1
    assert [o.customer for o in await store.unpaid()] == ["몽룡"]


async def test_has_orders(store):
    assert not await has_orders("춘향")
    await store.place("춘향")
    assert await has_orders("춘향")
