import os

from sqlalchemy import Text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

DB_USER = os.getenv("DB_USER", "guest")
DB_HOST = os.getenv("DB_HOST", "localhost")
SQLALCHEMY_DATABASE_URL = f"postgresql+asyncpg://{DB_USER}:guest@{DB_HOST}:5432/guestbook"


class Base(DeclarativeBase):
    pass


class Entry(Base):
    __tablename__ = "entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


SessionLocal = async_sessionmaker(expire_on_commit=False)


def connect(url: str = SQLALCHEMY_DATABASE_URL):
    engine = create_async_engine(url)
    SessionLocal.configure(bind=engine)
    return engine
