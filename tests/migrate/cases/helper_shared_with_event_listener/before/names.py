from sqlalchemy import event, select
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


def open_shop(session: Session, name: str) -> str:
    shop = Shop(name=name)
    session.add(shop)
    session.commit()
    return shop.name


def is_open(session: Session, name: str) -> bool:
    return find(session, name) is not None
