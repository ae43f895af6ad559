from sqlalchemy import DateTime, ForeignKey, Numeric, create_engine, func
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, sessionmaker

engine = create_engine("sqlite:///shop.db")
SessionLocal = sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Product(Base):
    __tablename__ = "product"

    id: Mapped[int] = mapped_column(primary_key=True)
    price: Mapped[float] = mapped_column(Numeric(10, 2))
    created = mapped_column(DateTime, server_default=func.now())
    tags: Mapped[list["Tag"]] = relationship(back_populates="product")


class Tag(Base):
    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    product: Mapped[Product] = relationship(back_populates="tags")


def set_price(session: Session, product_id: int, price: float) -> float:
    product = session.get(Product, product_id)
    product.price = price
    session.commit()
    return product.price


def add(session: Session, price: float) -> Product:
    product = Product(price=price)
    session.add(product)
    session.commit()
    print(product.created)
    return product


def tag(session: Session, product: Product) -> tuple[int, int]:
    before = len(product.tags)
    session.add(Tag(product_id=product.id))
    session.commit()
    return before, len(product.tags)
