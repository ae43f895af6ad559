"""Reads of attributes that are not loaded, in engines that are not aiolift's."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import select

import aiolift
from aiolift import Database
from aiolift.errors import GuardError
from tests.guarding import service


async def test_relationship(engine: AsyncEngine) -> None:
    """A lazy load that the application swallowed is named: the attribute, the line, the fix."""
    with pytest.raises(GuardError, match=r"in read_unloaded.*Plan.stops is not loaded") as raised, aiolift.guard():
        await service.read_unloaded(engine)
    assert "select(Plan).options(selectinload(Plan.stops))" in str(raised.value)
    assert str(raised.value).count("\n") == 1


async def test_expired(engine: AsyncEngine) -> None:
    """So is the read of what has expired at commit."""
    with pytest.raises(GuardError, match=r"in read_expired.*Plan.name are not loaded"), aiolift.guard():
        await service.read_expired(engine)


async def test_statement_without_await(engine: AsyncEngine) -> None:
    """Other I/O without an await is caught too."""
    with pytest.raises(GuardError, match=r"in execute_without_await.*used without an await"), aiolift.guard():
        await service.execute_without_await(engine)


async def test_read_by_the_test_itself(engine: AsyncEngine) -> None:
    """A test that reads an unloaded attribute meets SQLAlchemy's error, and needs no second one."""
    with aiolift.guard():
        async with AsyncSession(engine) as session:
            plan = await session.get_one(service.Plan, 1)
            with pytest.raises(StatementError, match="greenlet_spawn"):
                plan.stops  # noqa: B018


async def test_reader_of_a_database(engine: AsyncEngine) -> None:
    """A Database's readers and sessions work as ever under a guard."""
    db = Database(engine.url.render_as_string())
    with aiolift.guard():
        async with db.reader() as session:
            assert (await session.exec(select(service.Plan.name))).all() == ["Jeju"]
        async with db.session() as unit:
            assert (await unit.get_one(service.Plan, 1)).name == "Jeju"
        await db.dispose()
