import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from shop import instalments
from shop.models import Customer, Order, Payment


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Customer(name="손흥민"))
        await session.commit()
        session.add_all([Order(customer_id=1, memo="첫째"), Order(customer_id=1, memo="둘째")])
        await session.commit()
        session.add(Payment(order_id=1, amount=300))
        await session.commit()
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


async def test_loops(session):
    assert await instalments.pay_monthly(session, 1, 3) == [2, 3, 4]
    assert await instalments.pay_until(session, 1, 300) == 3


async def test_transaction(session):
    assert await instalments.pay_in_transaction(session, 1) == (0, 1, 2)


async def test_rows_that_go(session):
    assert await instalments.hand_over(session, 1, 2) == ("첫째", "둘째")
    assert await instalments.refund(session, 2) == (1, 0)


async def test_helpers(session):
    assert await instalments.top_up(session, 1, 25) == (300, 325)


async def test_two_names(session):
    assert await instalments.pay_twice(session, 1) == (0, 2, 2)


async def test_held_and_asked_for_again(session):
    assert await instalments.pay_at_till(session, 1) == (1, 2)
    assert await instalments.pay_and_check(session, 1) == (2, "첫째", 3)


async def test_found_again(session):
    assert await instalments.pay_and_find(session, 1) == (1, 2)


async def test_none(session):
    assert await instalments.pay_if_there(session, 99) == (0, 0)
    assert await instalments.pay_if_there(session, 1) == (2, 3)


async def test_append(session):
    assert await instalments.pay_by_append(session, 1) == 2
