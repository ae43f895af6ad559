import pytest

from closing import Base, Sale, SessionLocal, close_month, engine


@pytest.fixture(autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with SessionLocal.begin() as session:
        session.add_all([Sale(shop="서울", amount=100), Sale(shop="서울", amount=50)])
    yield
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_close_month():
    totals, warnings = await close_month(["서울", "부산"])
    assert totals == {"서울": 150, "부산": 0}
    assert warnings == ["부산: 매출 없음"]
