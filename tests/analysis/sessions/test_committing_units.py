"""Units of work that commit by themselves."""

from __future__ import annotations

import pytest

from aiolift.analysis.sessions.async_sessions import AsyncSessions
from aiolift.analysis.sessions.committing_units import CommittingUnit, CommittingUnits
from aiolift.analysis.sessions.unit_of_work import UnitOfWork
from aiolift.analysis.web.dependencies import Dependencies
from aiolift.knowledge.database import ASYNC_SESSIONS
from tests.program.code import model_of

HEAD = """
from contextlib import asynccontextmanager
from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from base import engine
factory = async_sessionmaker(engine)
"""


def units(code: str) -> list[CommittingUnit]:
    """Return the units of work of a program."""
    model = model_of(HEAD + code)
    found = CommittingUnits(model, AsyncSessions(model), Dependencies(model), UnitOfWork(model, ASYNC_SESSIONS))
    return list(found.find())


@pytest.mark.parametrize(
    ("code", "name", "users"),
    [
        (
            "async def get():\n    async with factory.begin() as s:\n        yield s\n"
            "async def repo(s=Depends(get)): return s\nasync def f(r=Depends(repo)): ...",
            "get()",
            ["f", "repo"],
        ),
        (
            "@asynccontextmanager\nasync def scope():\n    s = factory()\n    yield s\n    await s.commit()\n"
            "async def f():\n    async with scope() as s: ...",
            "scope()",
            ["f"],
        ),
        (
            "class Unit:\n    async def __aenter__(self):\n        self.s = factory()\n"
            "    async def __aexit__(self, *e):\n        await self.s.commit()\n"
            "async def f():\n    async with Unit(): ...",
            "Unit",
            ["f"],
        ),
        ("async def f(s: AsyncSession):\n    async with s.begin():\n        s.add(1)", "`s.begin()`", ["f"]),
    ],
)
def test_what_commits_by_itself(code: str, name: str, users: list[str]) -> None:
    """Dependencies, context managers, classes and `begin()` blocks are units, with those that work in them."""
    (unit,) = units(code)
    assert (unit.name, sorted(user.name for user in unit.users)) == (name, users)
    assert unit.sessions


@pytest.mark.parametrize(
    "code",
    [
        "async def get():\n    async with factory() as s:\n        yield s",
        "async def f(s: AsyncSession):\n    async with s.begin_nested():\n        s.add(1)",
        "class Unit:\n    async def __aexit__(self, *e): await self.s.close()\n    async def commit(self): ...",
        "import pytest\n@pytest.fixture\nasync def s():\n    async with factory.begin() as s:\n        yield s",
    ],
)
def test_what_does_not(code: str) -> None:
    """What only closes, a savepoint and a test's fixture are no such units."""
    assert units(code) == []
