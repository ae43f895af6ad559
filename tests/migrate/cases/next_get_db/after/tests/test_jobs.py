import pytest

from crm.database import Base, Customer, engine, get_db
from crm.jobs import add_customer, count_customers, names, promote


@pytest.fixture(autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


@pytest.fixture
async def db():
    async for item in get_db():
        yield item


async def test_promote(db):
    customer_id = await add_customer("홍길동")
    assert await promote(customer_id) == "우수"
    assert (await db.get(Customer, customer_id)).grade == "우수"


async def test_unknown():
    with pytest.raises(LookupError):
        await promote(1)


async def test_count():
    assert await count_customers() == 0
    await add_customer("a")
    await add_customer("b")
    assert await count_customers() == 2
    assert await names() == ["a", "b"]
