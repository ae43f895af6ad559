import pytest

from shop import Base, SessionLocal, add, engine, set_price, tag


@pytest.fixture
async def session():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with SessionLocal() as session:
        yield session
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_what_was_set_stays(session):
    product = await add(session, 1)
    price = await set_price(session, product.id, 100)
    assert (price, type(price)) == (100, int)


async def test_the_server_fills_in(session):
    assert (await add(session, 1)).created is not None


async def test_a_collection_stays(session):
    product = await add(session, 1)
    assert await tag(session, product) == (0, 0)
