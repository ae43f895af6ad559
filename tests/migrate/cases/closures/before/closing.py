"""월 마감: 중첩 함수와 클로저를 많이 쓰는 옛날 스크립트."""
from sqlalchemy import Column, Integer, String, create_engine, func, select
from sqlalchemy.orm import declarative_base, sessionmaker

engine = create_engine("sqlite://")
SessionLocal = sessionmaker(bind=engine)
Base = declarative_base()


class Sale(Base):
    __tablename__ = "sales"
    id = Column(Integer, primary_key=True)
    shop = Column(String(30))
    amount = Column(Integer)


def make_counter(session):
    """Return a function that counts a shop's sales."""

    def count(shop):
        return session.scalar(select(func.count()).select_from(Sale).where(Sale.shop == shop))

    return count


def close_month(shops):
    with SessionLocal() as session:
        count = make_counter(session)
        warnings = []

        def warn(shop):
            warnings.append(f"{shop}: 매출 없음")

        def total(shop):
            rows = session.scalars(select(Sale.amount).where(Sale.shop == shop)).all()
            return sum(rows)

        def close(shop):
            if not count(shop):
                warn(shop)
                return 0
            return total(shop)

        return {shop: close(shop) for shop in shops}, warnings
