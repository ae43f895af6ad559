"""What works on a sync and on an async engine or session."""

from sqlalchemy import Engine, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session


async def ping(engine: Engine | AsyncEngine) -> bool:
    if isinstance(engine, AsyncEngine):
        async with engine.connect() as connection:
            result = await connection.execute(text("SELECT 1"))
            return result.scalar() == 1
    with engine.connect() as connection:
        result = connection.execute(text("SELECT 1"))
        return result.scalar() == 1


async def leave(session: Session | AsyncSession) -> None:
    if isinstance(session, AsyncSession):
        await session.rollback()
    else:
        session.rollback()


async def flush(session: AsyncSession) -> None:
    session.flush()  # plant: AL101


class Cleaner:
    def clean(self) -> None:
        raise NotImplementedError


class TableCleaner(Cleaner):
    def clean(self) -> None:
        print("clean")


class AsyncTableCleaner(Cleaner):
    async def clean(self) -> None:
        print("clean")


def cleaner(engine: Engine | AsyncEngine) -> Cleaner:
    return AsyncTableCleaner() if isinstance(engine, AsyncEngine) else TableCleaner()


def clean(engine: Engine) -> None:
    cleaner(engine).clean()
