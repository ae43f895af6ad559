import pytest

from app.container import build, engine
from app.coupons import CouponService
from app.models import Base


@pytest.fixture
async def container():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
    return build()


async def test_apply(container):
    service = container.resolve(CouponService)
    await service.issue("봄", 30)
    assert await service.apply("봄", 1000) == 700
    assert await container.resolve(CouponService).apply("없음", 1000) == 1000


async def test_bad_percent(container):
    with pytest.raises(ValueError):
        await container.resolve(CouponService).issue("x", 100)
