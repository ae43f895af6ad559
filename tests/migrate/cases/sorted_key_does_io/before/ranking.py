from sqlalchemy import Column, Integer, String, func, select
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Product(Base):
    __tablename__ = "products"
    id = Column(Integer, primary_key=True)
    name = Column(String(30))


class Sale(Base):
    __tablename__ = "sales"
    id = Column(Integer, primary_key=True)
    product_id = Column(Integer)


def sold(session: Session, product: Product) -> int:
    return session.scalar(select(func.count()).select_from(Sale).where(Sale.product_id == product.id))


def products(session: Session) -> list[Product]:
    return session.scalars(select(Product).order_by(Product.id)).all()


def best_first(session: Session) -> list[str]:
    ranked = sorted(products(session), key=lambda p: sold(session, p), reverse=True)  # noqa: AL306
    return [p.name for p in ranked]


def best(session: Session) -> str:
    # 가장 많이 팔린 것
    return max(products(session), key=lambda p: sold(session, p)).name  # noqa: AL306


def worst_first(session: Session, names: list[str]) -> None:
    known = {p.name: p for p in products(session)}
    names.sort(key=lambda name: sold(session, known[name]))  # noqa: AL306


def by_name(session: Session) -> list[str]:
    return [p.name for p in sorted(products(session), key=lambda p: p.name)]
