from sqlalchemy.ext.asyncio import async_sessionmaker

from app.models import Coupon


class CouponRepository:
    def __init__(self, factory: async_sessionmaker) -> None:
        self.factory = factory

    async def save(self, coupon: Coupon) -> None:
        async with self.factory() as session, session.begin():
            await session.merge(coupon)

    async def percent(self, code: str) -> int:
        async with self.factory() as session:
            coupon = await session.get(Coupon, code)
            return coupon.percent if coupon else 0


class CouponService:
    def __init__(self, repository: CouponRepository) -> None:
        self.repository = repository

    async def issue(self, code: str, percent: int) -> None:
        if not 0 < percent < 100:
            raise ValueError("할인율")
        await self.repository.save(Coupon(code=code, percent=percent))

    async def apply(self, code: str, price: int) -> int:
        return price * (100 - await self.repository.percent(code)) // 100
