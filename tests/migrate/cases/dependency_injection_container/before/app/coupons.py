from sqlalchemy.orm import sessionmaker

from app.models import Coupon


class CouponRepository:
    def __init__(self, factory: sessionmaker) -> None:
        self.factory = factory

    def save(self, coupon: Coupon) -> None:
        with self.factory() as session, session.begin():
            session.merge(coupon)

    def percent(self, code: str) -> int:
        with self.factory() as session:
            coupon = session.get(Coupon, code)
            return coupon.percent if coupon else 0


class CouponService:
    def __init__(self, repository: CouponRepository) -> None:
        self.repository = repository

    def issue(self, code: str, percent: int) -> None:
        if not 0 < percent < 100:
            raise ValueError("할인율")
        self.repository.save(Coupon(code=code, percent=percent))

    def apply(self, code: str, price: int) -> int:
        return price * (100 - self.repository.percent(code)) // 100
