import asyncio
import functools

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel

engine = create_async_engine("sqlite+aiosqlite:///members.db")


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    admin: bool = False


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
