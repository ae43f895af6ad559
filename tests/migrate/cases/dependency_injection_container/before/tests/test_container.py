import pytest

from app.container import build, engine
from app.coupons import CouponService
from app.models import Base


@pytest.fixture
def container():
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    return build()


def test_apply(container):
    service = container.resolve(CouponService)
    service.issue("봄", 30)
    assert service.apply("봄", 1000) == 700
    assert container.resolve(CouponService).apply("없음", 1000) == 1000


def test_bad_percent(container):
    with pytest.raises(ValueError):
        container.resolve(CouponService).issue("x", 100)
