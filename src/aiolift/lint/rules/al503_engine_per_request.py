"""AL503: an engine made for every request."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.lint.finding import Step
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.engines.engines import Engine
    from aiolift.analysis.model import Site
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject

#: What asking for something that is not there raises.
_MISSING = {"AttributeError", "KeyError", "LookupError", "NameError", "UnboundLocalError"}


class EnginePerRequest(Rule):
    """An engine is a pool of connections and a cache of compiled statements, made once per process. One that is made
    for every request logs in to the server each time, compiles each statement anew, and leaves its pool behind: the
    server runs out of connections. Make it in the lifespan, or where the module is imported.
    """

    code = "AL503"
    name = "engine-per-request"
    source = "https://docs.sqlalchemy.org/en/21/core/connections.html#basic-usage"
    invalid = (
        Invalid(
            """
from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

app = FastAPI()


async def get_session():
    engine = create_async_engine("mysql+asyncmy://travel@db/travel")
    async with AsyncSession(engine) as session:
        yield session
    await engine.dispose()


@app.get("/spots")
async def spots(session: AsyncSession = Depends(get_session)):
    return (await session.scalars("SELECT 1")).all()
""",
            at=('create_async_engine("mysql+asyncmy://travel@db/travel")',),
        ),
    )
    valid = (
        Valid(
            """
from contextlib import asynccontextmanager
from functools import lru_cache

from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine


@lru_cache
def get_engine():
    return create_async_engine("mysql+asyncmy://travel@db/travel")


@asynccontextmanager
async def lifespan(app):
    yield
    await get_engine().dispose()


app = FastAPI(lifespan=lifespan)


async def get_session():
    async with AsyncSession(get_engine()) as session:
        yield session


@app.get("/spots")
async def spots(session: AsyncSession = Depends(get_session)):
    return (await session.scalars("SELECT 1")).all()
"""
        ),
        Valid(
            """
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine

app = FastAPI()
_engine = None


def get_engine():
    global _engine
    if _engine is None:
        _engine = create_async_engine("mysql+asyncmy://travel@db/travel")
    return _engine


@app.get("/health")
async def health():
    async with get_engine().connect() as connection:
        await connection.exec_driver_sql("SELECT 1")


@app.on_event("shutdown")
async def stop():
    await get_engine().dispose()
"""
        ),
        Valid(
            """
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

app = FastAPI()


class Database:
    @classmethod
    def engine(cls) -> AsyncEngine:
        try:
            return cls._engine
        except AttributeError:
            cls.connect()
            return cls._engine

    @classmethod
    def connect(cls) -> None:
        cls._engine = create_async_engine("mysql+asyncmy://travel@db/travel")


@app.get("/health")
async def health():
    async with Database.engine().connect() as connection:
        await connection.exec_driver_sql("SELECT 1")


@app.on_event("shutdown")
async def stop():
    await Database.engine().dispose()
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the engines that are made in what runs for every request."""
        for engine in subject.engines:
            function = engine.site.function
            if function is None or function not in subject.reachable.per_request or _is_guarded(engine):
                continue
            calls = subject.reachable.per_request[function]
            if any(map(_is_for_want, calls)):
                continue
            yield subject.finding(
                self.code,
                engine.module,
                engine.node,
                "an engine is made for every request",
                help="make it once, in the lifespan or at the top of a module",
                chain=(
                    Step(subject.place(site.module, site.node), f"{site.function.name} calls {site.targets[0].name}")
                    for site in calls
                    if site.function is not None
                ),
            )


def _is_for_want(site: Site) -> bool:
    """Whether a function is called only where what was asked for is missing: `except AttributeError: make()`."""
    for outer in site.module.ancestors(site.node):
        if isinstance(outer, ast.ExceptHandler) and outer.type is not None:
            return any(getattr(part, "id", "") in _MISSING for part in ast.walk(outer.type))
        if isinstance(outer, ast.If) and ast.unparse(outer.test).endswith(" is None"):
            return True
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
            break
    return False


def _is_guarded(engine: Engine) -> bool:
    """Whether it is made only where there is none yet: in an `if`, or kept in a dictionary of engines."""
    for outer in engine.module.ancestors(engine.node):
        if isinstance(outer, ast.If | ast.IfExp | ast.Try):
            return True
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
            break
    function = engine.site.function
    return function is not None and any(
        isinstance(node, ast.If) and any(isinstance(inner, ast.Return) for inner in node.body)
        for node in getattr(function.node, "body", [])
        if node.lineno < engine.node.lineno
    )
