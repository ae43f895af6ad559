"""AL704: a plain function as a dependency that is given an async session."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from aiolift.analysis.web.dependencies import is_endpoint
from aiolift.knowledge.coroutines import ASYNC_CONNECTION, gives_coroutine
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.edits import Edit
from aiolift.program.entities import own
from aiolift.program.fixtures import is_test_module
from aiolift.program.values import ClassValue, FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.entities import Function

#: What an event loop must run in this very thread for.
_ASKS_LOOP = {
    "asyncio.create_task",
    "asyncio.ensure_future",
    "asyncio.get_running_loop",
    "asyncio.current_task",
    "asyncio.timeout",
}


class SyncDependency(Rule):
    """FastAPI runs a plain `def` dependency in a worker thread, and a generator twice. Where it is given an
    AsyncSession, or an object around one, only to hand it on, each request pays for the way to the thread and back, and
    waits when all of its 40 threads are taken; the session, which belongs to the event loop, is touched in another
    thread. There no event loop runs: `asyncio.create_task` raises RuntimeError. Write `async def`. Dependencies that
    only compute values, and classes, are left alone.
    """

    code = "AL704"
    name = "sync-dependency"
    source = "https://fastapi.tiangolo.com/async/#dependencies"
    invalid = (
        Invalid(
            """
from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

SessionLocal = async_sessionmaker(engine)
router = APIRouter()


async def get_session():
    async with SessionLocal() as session:
        yield session


class Heroes:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session


def get_heroes(session: AsyncSession = Depends(get_session)) -> Heroes:
    return Heroes(session)


@router.get("/heroes")
async def read(heroes: Heroes = Depends(get_heroes)):
    return await heroes.session.get(Heroes, 1)
""",
            at=("get_heroes",),
            fixed="""
from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

SessionLocal = async_sessionmaker(engine)
router = APIRouter()


async def get_session():
    async with SessionLocal() as session:
        yield session


class Heroes:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session


async def get_heroes(session: AsyncSession = Depends(get_session)) -> Heroes:
    return Heroes(session)


@router.get("/heroes")
async def read(heroes: Heroes = Depends(get_heroes)):
    return await heroes.session.get(Heroes, 1)
""",
        ),
    )
    valid = (
        Valid(
            """
from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

SessionLocal = async_sessionmaker(engine)
router = APIRouter()


async def get_session():
    async with SessionLocal() as session:
        yield session


class Heroes:
    def __init__(self, session: AsyncSession = Depends(get_session)) -> None:
        self.session = session


def page(number: int = 1, size: int = 20):
    return (number - 1) * size, size


def address(request: Request) -> str:
    return request.client.host


@router.get("/heroes")
async def read(heroes: Heroes = Depends(), page=Depends(page), address=Depends(address)):
    return await heroes.session.get(Heroes, 1)
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the plain functions among the dependencies."""
        found = {
            provider: why
            for dependency in subject.dependencies.all
            for provider in dependency.providers
            if _is_plain(provider) and (why := _why(subject, provider)) is not None
        }
        named = _named_elsewhere(subject, set(found)) if found else set()
        for function, why in found.items():
            finding = subject.named(self.code, function, why, help="make it an `async def`")
            if function not in named and _is_trivial(subject, function):
                start = function.module.start(function.node)
                finding = replace(finding, fix=(Edit(start, start, "async ", self.code),))
            yield finding


def _is_plain(function: Function) -> bool:
    return (
        isinstance(function.node, ast.FunctionDef)
        and function.owner is None
        and not is_endpoint(function)
        and not is_test_module(function.module)
    )


def _why(subject: Subject, function: Function) -> str | None:
    """Return what is wrong with a dependency; what awaits nothing on a session where it should is for other rules."""
    sites = subject.model.calls_in.get(function, ())
    for site in sites:
        if _ASKS_LOOP & set(site.externals):
            return f"FastAPI runs this `def` in a worker thread, where `{site.externals[0]}` finds no event loop"
    names = [node for node in own(function.node) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    asked = {
        parameter.arg
        for dependency in subject.dependencies.asked_by.get(function, ())
        for parameter in dependency.parameters
        if parameter in function.parameters
    }
    given = [name for name in names if name.id in asked and _is_bound(subject, name)]
    if not given or any(gives_coroutine(name) for site in sites for name in site.externals):
        return None
    what = "an AsyncSession" if subject.sessions.is_session(given[0]) else "an object around an AsyncSession"
    return f"FastAPI runs this `def` in a worker thread, and hands it {what}, which belongs to the event loop"


def _is_bound(subject: Subject, name: ast.Name) -> bool:
    """Whether a variable is an async session or connection, or holds a session."""
    return (
        subject.sessions.is_session(name)
        or subject.sessions.holds(name)
        or ASYNC_CONNECTION in subject.model.kinds(name)
    )


def _is_trivial(subject: Subject, function: Function) -> bool:
    """Whether a function only makes objects of the program's classes."""
    return not function.is_generator and all(
        subject.model.values(site.node.func)
        and all(isinstance(value, ClassValue) for value in subject.model.values(site.node.func))
        for site in subject.model.calls_in.get(function, ())
    )


def _named_elsewhere(subject: Subject, functions: set[Function]) -> set[Function]:
    """Return those of some functions that are named anywhere but in a `Depends`, where they may be called."""
    asked = {
        id(argument)
        for dependency in subject.dependencies.all
        for argument in [*dependency.site.node.args, *(one.value for one in dependency.site.node.keywords)]
    }
    return {
        value.function
        for module in subject.model.program.modules
        for node in module.nodes(ast.Name, ast.Attribute)
        if id(node) not in asked
        for value in subject.model.values(node)
        if isinstance(value, FunctionValue) and value.function in functions
    }
