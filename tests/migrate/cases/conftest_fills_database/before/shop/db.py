import os
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker


def connect(url: str):
    made = create_engine(url)
    return sessionmaker(bind=made), made


SessionLocal, engine = connect(os.environ.get("SHOP_URL", "sqlite:///shop.db"))


@contextmanager
def session_context():
    session = SessionLocal()
    try:
        yield session
    finally:
        session.close()


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
