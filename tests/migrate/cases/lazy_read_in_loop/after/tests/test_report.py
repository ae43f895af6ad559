import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from shop.models import Base, Order, OrderLine, Product
from shop.report import customers_of, packing_slip, sales_report


@pytest.fixture
async def db():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    Session = async_sessionmaker(bind=engine, expire_on_commit=False)
    session = Session()
    apple = Product(name="사과", price=1000)
    pear = Product(name="배", price=2500)
    session.add_all(
        [
            Order(customer="kim", lines=[OrderLine(product=apple, quantity=3), OrderLine(product=pear, quantity=1)]),
            Order(customer="lee", lines=[OrderLine(product=pear, quantity=2)]),
        ]
    )
    await session.commit()
    await session.close()
    session = Session()
    yield session
    await session.close()


async def test_sales_report(db):
    assert await sales_report(db) == {"kim": 5500, "lee": 5000}


async def test_packing_slip(db):
    assert await packing_slip(db, 1) == "사과 x 3\n배 x 1"


async def test_customers_of(db):
    assert await customers_of(db, product_id=2) == ["kim", "lee"]
