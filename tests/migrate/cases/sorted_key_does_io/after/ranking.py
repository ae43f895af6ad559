from sqlalchemy import Column, Integer, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Product(Base):
    __tablename__ = "products"
    id = Column(Integer, primary_key=True)
    name = Column(String(30))


class Sale(Base):
    __tablename__ = "sales"
    id = Column(Integer, primary_key=True)
    product_id = Column(Integer)


async def sold(session: AsyncSession, product: Product) -> int:
    return await session.scalar(select(func.count()).select_from(Sale).where(Sale.product_id == product.id))


async def products(session: AsyncSession) -> list[Product]:
    return (await session.scalars(select(Product).order_by(Product.id))).all()


async def best_first(session: AsyncSession) -> list[str]:
    ranked = [pair[1] for pair in sorted([(await sold(session, p), p) for p in await products(session)], key=lambda pair: pair[0], reverse=True)]  # noqa: AL306
    return [p.name for p in ranked]


async def best(session: AsyncSession) -> str:
    # 가장 많이 팔린 것
    return max([(await sold(session, p), p) for p in await products(session)], key=lambda pair: pair[0])[1].name  # noqa: AL306


async def worst_first(session: AsyncSession, names: list[str]) -> None:
    known = {p.name: p for p in await products(session)}
    names[:] = [pair[1] for pair in sorted([(await sold(session, known[name]), name) for name in names], key=lambda pair: pair[0])]  # noqa: AL306


async def by_name(session: AsyncSession) -> list[str]:
    return [p.name for p in sorted(await products(session), key=lambda p: p.name)]
