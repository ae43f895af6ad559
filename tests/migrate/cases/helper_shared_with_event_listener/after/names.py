from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Shop(Base):
    __tablename__ = "shops"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def find(session: Session, name: str) -> Shop | None:
    """이벤트에서도, 서비스에서도 부른다."""
    return session.scalars(select(Shop).where(Shop.name == name)).first()


@event.listens_for(Session, "before_flush")
def unique_names(session, context, instances):
    with session.no_autoflush:
        for shop in session.new:
            if isinstance(shop, Shop) and find(session, shop.name):
                shop.name += " 2호점"


@event.listens_for(Shop.name, "set", retval=True)
def strip(target, value, oldvalue, initiator):
    return value.strip()


async def open_shop(session: AsyncSession, name: str) -> str:
    shop = Shop(name=name)
    session.add(shop)
    await session.commit()
    return shop.name


async def is_open(session: AsyncSession, name: str) -> bool:
    return await session.run_sync(find, name) is not None
