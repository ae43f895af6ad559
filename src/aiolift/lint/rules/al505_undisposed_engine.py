"""AL505: an engine whose connections are never closed."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.engines.engines import STATIC, UNPOOLED, pool_class
from aiolift.knowledge.coroutines import ASYNC_ENGINE
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.fixtures import is_test_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.engines.engines import Engine
    from aiolift.analysis.model import Site
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject

_RUNNERS = ("asyncio.run", "anyio.run", ".run_until_complete", "uvloop.run", "fastapi.FastAPI")
#: What is given an engine and disposes of it.
_OWNERS = ("Config",)


class UndisposedEngine(Rule):
    """The connections of an async engine can be closed only while its event loop runs. Without `await engine.dispose()`
    at the end of the lifespan, or of the coroutine given to `asyncio.run`, they are closed by the garbage collector
    after the loop: `RuntimeError: Event loop is closed`, warnings of connections that were not returned, and server
    threads that wait for their timeout. An application without a lifespan is not reported, though nothing disposes of
    its engine either: what `aiolift migrate` writes has none where the code had none, and there the process ends with
    the server. Give it one: `lifespan=`, with `await engine.dispose()` behind its `yield`.
    """

    code = "AL505"
    name = "undisposed-engine"
    source = "https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#synopsis-core"
    invalid = (
        Invalid(
            """
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

engine = create_async_engine("mysql+asyncmy://travel@db/travel")
factory = async_sessionmaker(engine)


@asynccontextmanager
async def lifespan(app):
    print("ready")
    yield


app = FastAPI(lifespan=lifespan)
""",
            at=('create_async_engine("mysql+asyncmy://travel@db/travel")',),
        ),
        Invalid(
            {
                "app.py": """
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("mysql+asyncmy://travel@db/travel")


@asynccontextmanager
async def lifespan(app):
    yield


app = FastAPI(lifespan=lifespan)
""",
                "tests/conftest.py": """
import pytest_asyncio

from app import app, engine


@pytest_asyncio.fixture
async def application():
    yield app
    await engine.dispose()
""",
            },
            at=('create_async_engine("mysql+asyncmy://travel@db/travel")',),
        ),
        Invalid(
            """
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine

from settings import lifespan, url

if url.startswith("sqlite"):
    engine = create_async_engine(url)
else:
    engine = create_async_engine(url, pool_size=10)
app = FastAPI(lifespan=lifespan)
""",
            at=("create_async_engine(url)",),
        ),
        Invalid(
            """
import asyncio

from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine


async def main(url):
    engine = create_async_engine(url)
    async with AsyncSession(engine) as session:
        await session.commit()


asyncio.run(main("mysql+asyncmy://travel@db/travel"))
""",
            at=("create_async_engine(url)",),
        ),
    )
    valid = (
        Valid(
            """
import asyncio

from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine


async def main(url):
    engine = create_async_engine(url)
    try:
        async with AsyncSession(engine) as session:
            await session.commit()
    finally:
        await engine.dispose()


asyncio.run(main("mysql+asyncmy://travel@db/travel"))
"""
        ),
        Valid(
            """
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("mysql+asyncmy://travel@db/travel")


@asynccontextmanager
async def lifespan(app):
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)
"""
        ),
        Valid(
            """
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool


def make(url):
    return create_async_engine(url)


def unpooled(url):
    return create_async_engine(url, poolclass=NullPool)
"""
        ),
        Valid(
            """
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine

from settings import url

if url.startswith("sqlite"):
    engine = create_async_engine(url)
else:
    engine = create_async_engine(url, pool_size=10)


@asynccontextmanager
async def lifespan(app):
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for the `dispose` of each engine, in programs that run an event loop."""
        if not any(name.endswith(_RUNNERS) for site in subject.model.sites for name in site.externals):
            return
        disposed, others = _disposed(subject)
        said: set[tuple[ast.AST | None, str] | None] = set()
        has_end = any(_ends_application(site) for site in subject.model.sites)
        for engine in subject.engines:
            if engine.node in disposed or others or not engine.is_async or _is_exempt(subject, engine):
                continue
            if not has_end and _is_of_module(subject, engine):  # a script: its end is the process's
                continue
            if (kept := _kept(engine)) in said:
                continue
            said.update({kept} - {None})
            yield subject.finding(
                self.code,
                engine.module,
                engine.node,
                "nothing disposes of this engine, so that its connections outlive the event loop",
                help="`await engine.dispose()` at the end of the lifespan, or of the coroutine that uses it",
            )


def _ends_application(site: Site) -> bool:
    """Whether a call tells an application what to do at its end."""
    if any(name.endswith((".on_event", ".add_event_handler")) for name in site.externals):
        return True
    return any(name.endswith((".FastAPI", ".Starlette")) for name in site.externals) and any(
        keyword.arg in {"lifespan", "on_shutdown"} for keyword in site.node.keywords
    )


def _kept(engine: Engine) -> tuple[ast.AST | None, str] | None:
    """Return where an engine is kept: what two branches keep in one place is one engine. None for what no name has."""
    function = engine.site.function.node if engine.site.function is not None else engine.module.tree
    match engine.module.parents.get(engine.node):
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
            return function, ast.unparse(target)
        case ast.Return():
            return function, "return"
    return None


def _disposed(subject: Subject) -> tuple[set[ast.AST], bool]:
    """Return the calls that make the engines which are disposed of, and whether others are that are not known."""
    engines = {engine.node for engine in subject.engines}
    made: set[ast.AST] = set()
    others = False
    for site in subject.model.sites:
        if is_test_module(site.module):  # tests dispose for themselves
            continue
        given: list[ast.expr] = []
        if isinstance(site.node.func, ast.Attribute) and site.node.func.attr == "dispose" and not site.targets:
            given = [site.node.func.value]
        elif any(name.endswith(_OWNERS) for name in site.externals):
            given = [
                keyword.value for keyword in site.node.keywords if ASYNC_ENGINE in subject.model.kinds(keyword.value)
            ]
        for node in given:
            found = {written for _, written in subject.definitions.of(site.module, node)}
            made |= found
            others |= not found <= engines
    return made, others


def _is_of_module(subject: Subject, engine: Engine) -> bool:
    """Whether an engine is made when a module is imported, by a function that returns it too."""
    function = engine.site.function
    if function is None:
        return True
    is_returned = isinstance(engine.module.parents.get(engine.node), ast.Return)
    return is_returned and all(site.function is None for site in subject.model.callers.get(function, ()))


def _is_exempt(subject: Subject, engine: Engine) -> bool:
    if is_test_module(engine.module) or pool_class(subject.model, engine) in UNPOOLED | STATIC:
        return True
    outer = engine.module.parents.get(engine.node)
    if isinstance(outer, ast.Return):  # whoever calls the function has the engine
        function = engine.site.function
        return function is not None and not subject.model.callers.get(function)
    return False
