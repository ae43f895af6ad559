import time
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Integer, String, create_engine
from sqlalchemy.orm import Mapped, Session, declarative_base, mapped_column, sessionmaker

engine = create_engine("sqlite:///shop.db")
SessionLocal = sessionmaker(bind=engine, expire_on_commit=False)
Base = declarative_base()


class Item(Base):
    __tablename__ = "item"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(20))


def get_db() -> Generator[Session, None, None]:
    with SessionLocal() as session:
        yield session


db_context = contextmanager(get_db)


@contextmanager
def scope() -> Generator[Any, Any, AbstractContextManager[Session]]:
    session = SessionLocal()
    try:
        yield session
    finally:
        session.close()


def one():
    yield 1


def pause():
    time.sleep(0.01)
