"""An application on plain SQLAlchemy, right and wrong: what the tests guard."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from alembic.script import ScriptDirectory
from sqlalchemy import ForeignKey, String, create_engine, text
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncAttrs, AsyncEngine, AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Base(AsyncAttrs, DeclarativeBase):
    """Of all models."""


class Plan(Base):
    """A plan, and its stops."""

    __tablename__ = "guarded_plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    stops: Mapped[list[Stop]] = relationship()


class Stop(Base):
    """A stop of a plan."""

    __tablename__ = "guarded_stop"
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("guarded_plan.id"))


async def prepare(engine: AsyncEngine) -> None:
    """Create the tables and one plan."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add(Plan(id=1, name="Jeju"))
        await session.commit()


async def right(engine: AsyncEngine) -> str:
    """Read in every right way, and give everything back."""
    async with AsyncSession(engine) as session:
        plan = await session.get_one(Plan, 1)
        stops = await plan.awaitable_attrs.stops
        await session.commit()
        await session.refresh(plan)
        await session.run_sync(lambda sync: sync.get_one(Plan, 1).stops)
        logging.getLogger(__name__).warning("%s has %d stops", plan.name, len(stops))
        return plan.name


async def read_unloaded(engine: AsyncEngine) -> None:
    """Read a relationship that is not loaded, and keep quiet about it."""
    async with AsyncSession(engine) as session:
        plan = await session.get_one(Plan, 1)
        with suppress(StatementError):
            plan.stops  # noqa: B018


async def read_expired(engine: AsyncEngine) -> None:
    """Read after commit, and keep quiet about it."""
    async with AsyncSession(engine) as session:
        plan = await session.get_one(Plan, 1)
        await session.commit()
        with suppress(StatementError):
            plan.name  # noqa: B018


async def execute_without_await(engine: AsyncEngine) -> None:
    """Use the session that is behind an async one."""
    async with AsyncSession(engine) as session:
        await session.execute(text("SELECT 1"))
        with suppress(StatementError):
            session.sync_session.execute(text("SELECT 1"))


async def leave_open(engine: AsyncEngine) -> AsyncSession:
    """Return a session that holds a connection."""
    session = AsyncSession(engine)
    await session.execute(text("SELECT 1"))
    return session


async def forget(engine: AsyncEngine) -> None:
    """Leave a connection to the garbage collector."""
    connection = await engine.connect()
    await connection.execute(text("SELECT 1"))


async def block() -> None:
    """Sleep as threads do, through a helper."""
    _pause()


def _pause() -> None:
    time.sleep(0.001)


async def read_file(path: Path) -> str:
    """Read a file in the event loop."""
    return path.read_text(encoding="utf-8")  # noqa: ASYNC240


async def read_revisions(folder: Path) -> int:
    """Let Alembic read its scripts in the event loop, as its ``env.py`` does."""
    return len(list(ScriptDirectory(str(folder)).walk_revisions()))


async def query_blocking(path: Path) -> None:
    """Query through an engine with a blocking driver."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    engine.dispose()


async def not_awaited() -> None:
    """Call a coroutine function as if it were none."""
    block()


def lines_of(message: str) -> Iterator[str]:
    """Yield what a guard's error lists."""
    return (line.removeprefix("- ") for line in message.splitlines() if line.startswith("- "))
