from sqlalchemy import DateTime, ForeignKey, Numeric, func
from sqlalchemy.ext.asyncio import AsyncAttrs, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

engine = create_async_engine("sqlite+aiosqlite:///shop.db")
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)


class Base(AsyncAttrs, DeclarativeBase):
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


async def set_price(session: AsyncSession, product_id: int, price: float) -> float:
    product = await session.get(Product, product_id)
    product.price = price
    await session.commit()
    return product.price


async def add(session: AsyncSession, price: float) -> Product:
    product = Product(price=price)
    session.add(product)
    await session.commit()
    await session.refresh(product)
    print(product.created)
    return product


async def tag(session: AsyncSession, product: Product) -> tuple[int, int]:
    before = len(await product.awaitable_attrs.tags)
    session.add(Tag(product_id=product.id))
    await session.commit()
    return before, len(await product.awaitable_attrs.tags)
