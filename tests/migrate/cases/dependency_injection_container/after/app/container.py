from typing import Any, Callable

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from app.coupons import CouponRepository, CouponService


class Container:
    """아주 작은 DI 컨테이너: 이름으로 공장을 등록하고, 부를 때 만든다."""

    def __init__(self) -> None:
        self._factories: dict[type, Callable[["Container"], Any]] = {}
        self._singletons: dict[type, Any] = {}

    def register(self, key: type, factory: Callable[["Container"], Any]) -> None:
        self._factories[key] = factory

    def resolve(self, key: type) -> Any:
        if key not in self._singletons:
            self._singletons[key] = self._factories[key](self)
        return self._singletons[key]


engine = create_async_engine("sqlite+aiosqlite://")
SessionFactory = async_sessionmaker(engine, expire_on_commit=False)


def build() -> Container:
    container = Container()
    container.register(CouponRepository, lambda c: CouponRepository(SessionFactory))
    container.register(CouponService, lambda c: CouponService(c.resolve(CouponRepository)))
    return container
