import asyncio
import functools
import os
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


def connect(url: str):
    made = create_async_engine(url)
    return async_sessionmaker(bind=made, expire_on_commit=False), made


SessionLocal, engine = connect(os.environ.get("SHOP_URL", "sqlite+aiosqlite:///shop.db"))


@asynccontextmanager
async def session_context():
    session = SessionLocal()
    try:
        yield session
    finally:
        await session.close()


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def run_async(function):
    """Make a plain function of an async one, for callers that cannot await."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        async def run():
            engine.sync_engine.dispose(close=False)  # its connections belong to other event loops
            try:
                return await function(*args, **kwargs)
            finally:
                await engine.dispose()  # its connections belong to the event loop that ends here

        return asyncio.run(run())

    return wrapper
