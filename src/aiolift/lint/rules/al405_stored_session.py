"""AL405: a session that is stored where it outlives its unit of work."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.lint.finding import Step
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.fixtures import is_among_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.sessions.long_lived import Kept
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject


class StoredSession(Rule):
    """A session is one transaction and the objects read in it, for one unit of work of one task. Stored on a module, a
    class, the application, in a cache, or on an object that is made once, it is shared by all requests: two at the same
    time use one connection, which fails or mixes their transactions; a commit of one stores half of the other; after an
    error all of them get `PendingRollbackError`; and what was read once is never read again. Store the
    `async_sessionmaker`, and open a session for each unit of work.
    """

    code = "AL405"
    name = "stored-session"
    source = "https://docs.sqlalchemy.org/en/21/orm/session_basics.html#session-faq-threadsafe"
    invalid = (
        Invalid(
            """
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

factory = async_sessionmaker(engine)
session = factory()
app = FastAPI()


class Heroes:
    session: AsyncSession = factory()


async def start() -> None:
    app.state.session = factory()
""",
            at=("factory()", "factory()", "factory()"),
        ),
        Invalid(
            """
from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

factory = async_sessionmaker(engine)


class Heroes:
    def __init__(self) -> None:
        self.session = factory()


@lru_cache
def heroes() -> Heroes:
    return Heroes()
""",
            at=("factory()",),
        ),
    )
    valid = (
        Valid(
            """
from fastapi import Depends, FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

app = FastAPI()
app.state.factory = async_sessionmaker(engine)


async def get_session(request: Request):
    async with request.app.state.factory() as session:
        request.state.session = session
        yield session


class Heroes:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session


@app.get("/heroes")
async def heroes(session: AsyncSession = Depends(get_session)):
    return Heroes(session)
"""
        ),
        Valid(
            """
from asyncio import current_task
from contextvars import ContextVar

from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session, async_sessionmaker

from database import engine

factory = async_sessionmaker(engine)
current: ContextVar[AsyncSession] = ContextVar("current")
sessions = async_scoped_session(factory, scopefunc=current_task)


class UnitOfWork:
    async def __aenter__(self):
        self.session = factory()
        current.set(self.session)
        return self

    async def __aexit__(self, *error) -> None:
        await self.session.close()


async def work() -> None:
    async with UnitOfWork() as unit:
        await unit.session.commit()
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report the sessions among what is kept, and those that are given to an object which is kept."""
        for kept in subject.long_lived.all:
            if is_among_tests(kept.module):
                continue
            for session in _sessions(subject, kept.value) if _is_first(subject, kept) else ():
                yield subject.finding(
                    self.code,
                    kept.module,
                    session,
                    f"{kept.by} keeps this session for as long as the process lives, so that all requests share it",
                    help="keep the sessionmaker, and open a session for each unit of work",
                    chain=_made(subject, kept),
                )


def _sessions(subject: Subject, value: ast.expr) -> Iterator[ast.expr]:
    """Yield the sessions that a value is, holds, or is made of."""
    if subject.sessions.is_session(value):
        yield value
        return
    match value:
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts) | ast.Dict(values=parts):
            given = parts
        case ast.Call() if subject.sessions.holds(value) or _keeps(subject, value):
            given = [*value.args, *(keyword.value for keyword in value.keywords)]
        case ast.Await(value=inner) | ast.Starred(value=inner):
            given = [inner]
        case _:
            return
    for part in given:
        yield from _sessions(subject, part)


def _keeps(subject: Subject, call: ast.Call) -> bool:
    """Whether a call of a library makes what keeps its arguments."""
    site = subject.model.site(call)
    return site is not None and any(name in {"functools.partial", "dataclasses.field"} for name in site.externals)


def _is_first(subject: Subject, kept: Kept) -> bool:
    """Whether nothing stored the session before, as another name of it, or a constructor that was given it."""
    if not isinstance(kept.value, ast.Name | ast.Attribute):
        return True
    function = subject.model.function(kept.module, kept.value)
    if kept.singleton is not None and function is not None and function.name == "__init__":
        return getattr(kept.value, "id", "") not in {parameter.arg for parameter in function.parameters}
    return function is not None


def _made(subject: Subject, kept: Kept) -> Iterator[Step]:
    if kept.singleton is not None:
        place = subject.long_lived.singletons[kept.singleton]
        yield Step(subject.place(place.module, place.value), f"{place.by} keeps the only {kept.singleton.name}")
