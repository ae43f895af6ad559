"""Errors of a session that are swallowed."""

from __future__ import annotations

from textwrap import indent

import pytest

from aiolift.analysis.objects.loading import Loading
from aiolift.analysis.sessions.async_sessions import AsyncSessions
from aiolift.analysis.sessions.committing_units import CommittingUnits
from aiolift.analysis.sessions.swallowed import Swallowed, SwallowedErrors
from aiolift.analysis.sessions.traces import Traces
from aiolift.analysis.sessions.unit_of_work import UnitOfWork
from aiolift.analysis.web.dependencies import Dependencies
from aiolift.knowledge.database import ASYNC_SESSIONS
from tests.program.code import model_of

HEAD = """
from fastapi import Depends
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from base import engine
factory = async_sessionmaker(engine)
async def unit():
    async with factory.begin() as session:
        yield session
"""


def swallowed(code: str) -> list[Swallowed]:
    """Return what a program swallows."""
    model = model_of(HEAD + code)
    sessions = AsyncSessions(model)
    units = CommittingUnits(model, sessions, Dependencies(model), UnitOfWork(model, ASYNC_SESSIONS)).find()
    return list(SwallowedErrors(model, sessions, Traces(model), tuple(units), Loading(model, sessions)).find())


def function(body: str, start: str = "session: AsyncSession") -> str:
    """Return a coroutine function with a body."""
    return f"async def f({start}):\n{indent(body, '    ')}\n"


TRY = "try:\n    await session.flush()\nexcept IntegrityError:\n    {}\n"


@pytest.mark.parametrize(
    ("code", "later"),
    [
        (function(TRY.format("pass") + "await session.commit()"), "`session.commit()` follows"),
        (
            function("for _ in range(3):\n" + indent(TRY.format("continue"), "    ")),
            "`session.flush()` is called again in the loop",
        ),
        (function(TRY.format("return 1"), "session=Depends(unit)"), "unit() commits at its end"),
        (
            function(TRY.format("return 1")) + "async def g(s: AsyncSession):\n    await f(s)\n    await s.commit()",
            "`s.commit()` follows",
        ),
        (
            function(
                "try:\n    await session.execute(update('t'))\nexcept OperationalError:\n    pass\n"
                "await session.commit()"
            ),
            "`session.commit()` follows",
        ),
    ],
)
def test_what_goes_on(code: str, later: str) -> None:
    """A session goes on in the function, its loop, the unit of work that commits it, or a caller."""
    assert [one.later for one in swallowed(code)] == [later]


@pytest.mark.parametrize(
    "code",
    [
        function(TRY.format("raise") + "await session.commit()"),
        function(TRY.format("await session.rollback()") + "await session.commit()"),
        function(TRY.format("return 1")),
        function(TRY.format("pass").replace("IntegrityError", "KeyError") + "await session.commit()"),
        function(
            "try:\n    async with session.begin_nested():\n        await session.flush()\n"
            "except IntegrityError:\n    pass\nawait session.commit()"
        ),
        function(
            "for _ in range(3):\n    try:\n        async with factory() as s:\n            await s.commit()\n"
            "    except IntegrityError:\n        pass"
        ),
        function("try:\n    await session.execute(select('t'))\nexcept Exception:\n    pass\nawait session.commit()"),
        function("if session:\n" + indent(TRY.format("pass"), "    ") + "else:\n    await session.commit()"),
    ],
)
def test_what_ends(code: str) -> None:
    """A handler that raises or rolls back, a savepoint, an own session, and one that nobody uses again are right."""
    assert swallowed(code) == []
