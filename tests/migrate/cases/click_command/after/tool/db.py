import asyncio
import functools

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine("sqlite+aiosqlite:///inventory.db")
Session = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Part(Base):
    __tablename__ = "parts"
    name: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


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
