"""월 마감: 중첩 함수와 클로저를 많이 쓰는 옛날 스크립트."""
from sqlalchemy import Column, Integer, String, func, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import declarative_base

engine = create_async_engine("sqlite+aiosqlite://")
SessionLocal = async_sessionmaker(bind=engine, expire_on_commit=False)
Base = declarative_base()


class Sale(Base):
    __tablename__ = "sales"
    id = Column(Integer, primary_key=True)
    shop = Column(String(30))
    amount = Column(Integer)


def make_counter(session):
    """Return a function that counts a shop's sales."""

    async def count(shop):
        return await session.scalar(select(func.count()).select_from(Sale).where(Sale.shop == shop))

    return count


async def close_month(shops):
    async with SessionLocal() as session:
        count = make_counter(session)
        warnings = []

        def warn(shop):
            warnings.append(f"{shop}: 매출 없음")

        async def total(shop):
            rows = (await session.scalars(select(Sale.amount).where(Sale.shop == shop))).all()
            return sum(rows)

        async def close(shop):
            if not await count(shop):
                warn(shop)
                return 0
            return await total(shop)

        return {shop: await close(shop) for shop in shops}, warnings
