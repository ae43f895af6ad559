"""AL506: pooled connections used on several event loops."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.engines.engines import STATIC, UNPOOLED, is_in_memory, pool_class
from aiolift.knowledge.coroutines import ASYNC_CONNECTION, ASYNC_ENGINE
from aiolift.knowledge.database import ASYNC_SESSIONS
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.fixtures import is_test_module
from aiolift.program.values import FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from aiolift.analysis.engines.engines import Engine
    from aiolift.analysis.model import Site
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.entities import Function

_RUN = ("asyncio.run", "anyio.run", "asyncio.Runner.run", ".run_until_complete", "asgiref.sync.async_to_sync")
_BOUND = ASYNC_SESSIONS | {ASYNC_ENGINE, ASYNC_CONNECTION, "sqlalchemy.ext.asyncio.async_sessionmaker"}
#: What runs its function again and again, or in a thread of its own.
_REPEATING = (".Thread", ".submit", "Executor.map", ".add_job", ".run_in_executor", "asyncio.to_thread", ".Timer")
_TASKS = (".task", ".task()", ".shared_task", ".shared_task()", ".periodic_task()", ".actor", ".actor()",
          ".scheduled_job()", ".job()")  # fmt: skip


class EngineAcrossEventLoops(Rule):
    """A pooled connection belongs to the event loop that opened it. `asyncio.run` makes a new loop each time: where a
    task of Celery or a thread calls it with a coroutine that uses an engine of the module, the second run gets a
    connection of the first one's loop: `got Future attached to a different loop`. The same happens to tests with a
    loop each, be the engine theirs or the application's. Dispose of the engine before the loop ends, make one per run,
    or use NullPool.
    """

    code = "AL506"
    name = "engine-across-event-loops"
    source = "https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#using-multiple-asyncio-event-loops"
    invalid = (
        Invalid(
            """
import asyncio

from celery import Celery
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

celery = Celery("travel")
engine = create_async_engine("mysql+asyncmy://travel@db/travel")
factory = async_sessionmaker(engine)


async def count():
    async with factory() as session:
        return await session.scalar("SELECT COUNT(*) FROM spot")


@celery.task
def report():
    return asyncio.run(count())
""",
            at=("asyncio.run(count())",),
        ),
    )
    valid = (
        Valid(
            {
                "tests/test_spots.py": """
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///:memory:")


@pytest.mark.asyncio
async def test_one():
    async with engine.connect() as connection:
        await connection.exec_driver_sql("SELECT 1")


@pytest.mark.asyncio
async def test_two():
    async with engine.connect() as connection:
        await connection.exec_driver_sql("SELECT 2")
"""
            }
        ),
        Valid(
            """
import asyncio

from celery import Celery
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

celery = Celery("travel")
engine = create_async_engine("mysql+asyncmy://travel@db/travel", poolclass=NullPool)


async def count():
    async with AsyncSession(engine) as session:
        return await session.scalar("SELECT COUNT(*) FROM spot")


@celery.task
def report():
    return asyncio.run(count())
"""
        ),
        Valid(
            """
import asyncio

from celery import Celery
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

celery = Celery("travel")
served = create_async_engine("mysql+asyncmy://travel@db/travel")
unpooled = create_async_engine("mysql+asyncmy://travel@db/travel", poolclass=NullPool)
serving = async_sessionmaker(served)
working = async_sessionmaker(unpooled)


async def count():
    async with working() as session:
        return await session.scalar("SELECT COUNT(*) FROM spot")


@celery.task
def report():
    return asyncio.run(count())
"""
        ),
        Valid(
            """
import asyncio

from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

engine = create_async_engine("mysql+asyncmy://travel@db/travel")


async def main():
    async with AsyncSession(engine) as session:
        await session.commit()
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at what runs loops again and again, and at the engines of test modules whose tests have a loop each."""
        pooled = [
            engine
            for engine in subject.engines
            if engine.is_async and pool_class(subject.model, engine) not in UNPOOLED | STATIC
        ]
        shared = [engine for engine in pooled if engine.site.function is None]
        repeated = _repeated(subject)
        for site in subject.model.sites if shared else ():
            if not any(name.endswith(_RUN) for name in site.externals) or not _is_repeated(subject, site, repeated):
                continue
            if self._uses(subject, site, {engine.node for engine in pooled}):
                yield subject.finding(
                    self.code,
                    site.module,
                    site.node,
                    "each run has an event loop of its own, and shares the engine's connections with the last one",
                    help="dispose of the engine before the loop ends, or use NullPool",
                )
        for engine in shared:
            if is_in_memory(subject.definitions, engine):
                continue
            if is_test_module(engine.module) and _has_tests_with_own_loops(subject):
                yield subject.finding(
                    self.code,
                    engine.module,
                    engine.node,
                    "the tests have an event loop each, and share this engine's connections",
                    help="use NullPool, or one `loop_scope` for all tests",
                )
            elif not is_test_module(engine.module):
                yield from self._in_tests(subject, engine)

    def _in_tests(self, subject: Subject, engine: Engine) -> Iterator[Finding]:
        """Report the second test that uses an application's engine, where each has its own loop."""
        if not _has_tests_with_own_loops(subject) or not _is_of_a_server(subject, engine):
            return
        first, second, *_ = [*subject.engine_tests.users(engine), None, None]
        if first is not None and second is not None:
            yield subject.named(
                self.code,
                second,
                f"`{second.name}` and `{first.name}` have an event loop each, and share the connections of the engine "
                f"in {engine.module.file.name} (line {engine.node.lineno})",
                help="dispose of the engine after each test, give the tests one with NullPool, "
                "or one `loop_scope` to all of them",
            )

    def _uses(self, subject: Subject, site: Site, pooled: Set[ast.AST]) -> bool:
        """Whether the coroutine that is run uses a session or engine that it does not make, nor disposes of.

        Where all engines that it connects by are known, one of them keeps connections.
        """
        roots = [
            value.function
            for argument in site.node.args
            for _, written in subject.definitions.of(site.module, argument)
            for node in (*ast.walk(argument), *ast.walk(written))
            for value in subject.model.values(node)
            if isinstance(value, FunctionValue)
        ]
        called = subject.reachable.from_(dict.fromkeys(roots))
        made = {engine.site.function for engine in subject.engines}
        known = subject.engine_tests.connecting(called)
        if known and known.isdisjoint(pooled):
            return False
        uses = False
        for function in called:
            if function in made:
                return False
            for inner in subject.model.calls_in.get(function, ()):
                if isinstance(inner.node.func, ast.Attribute) and inner.node.func.attr == "dispose":
                    return False
                uses = uses or _touches(subject, inner)
        return uses


def _touches(subject: Subject, site: Site) -> bool:
    receiver = site.node.func.value if isinstance(site.node.func, ast.Attribute) else site.node.func
    made = any(name.rpartition(".")[0] in _BOUND or name in _BOUND for name in site.externals)
    return made or bool(subject.model.kinds(receiver) & _BOUND)


def _is_repeated(subject: Subject, site: Site, repeated: set[Function]) -> bool:
    """Whether a call that runs a loop runs more than once in one process."""
    if any(isinstance(outer, ast.For | ast.While) for outer in site.module.ancestors(site.node)):
        return True
    function = site.function
    seen: set[Function] = set()
    waiting = [function] if function is not None else []
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        if here in repeated or any(name.endswith(_TASKS) for name in here.decorators):
            return True
        waiting += [caller.function for caller in subject.model.callers.get(here, ()) if caller.function is not None]
    beside = subject.model.calls_in.get(function, []) if function is not None else subject.model.sites
    others = [
        one
        for one in beside
        if one.module is site.module
        and one.function is function
        and one is not site
        and any(name.endswith(_RUN) for name in one.externals)
    ]
    return bool(others)


def _repeated(subject: Subject) -> set[Function]:
    """Return the functions that are given to what runs them again and again, or in threads."""
    found = set()
    for site in subject.model.sites:
        if any(name.endswith(_REPEATING) for name in site.externals):
            for argument in [*site.node.args, *(keyword.value for keyword in site.node.keywords)]:
                for value in subject.model.values(argument):
                    if isinstance(value, FunctionValue):
                        found.add(value.function)
                    elif isinstance(value, Instance) and value.cls == "functools.partial":
                        parts = [part for part in value.of if isinstance(part, frozenset)]
                        found |= {one.function for part in parts for one in part if isinstance(one, FunctionValue)}
    return found


def _is_of_a_server(subject: Subject, engine: Engine) -> bool:
    """Whether an engine's connections surely are an event loop's: aiosqlite's have a thread, which serves any loop."""
    decided = {"poolclass", "async_creator", "creator"}.isdisjoint(engine.options)
    written = decided and all(keyword.arg is not None for keyword in engine.node.keywords)
    known = bool(engine.urls) and all(url.family != "sqlite" for url in engine.urls)
    return written and (known or not any(module.mentions("sqlite") for module in subject.model.program.modules))


def _has_tests_with_own_loops(subject: Subject) -> bool:
    tests = subject.async_tests
    if tests.has_hooks or "event_loop" in subject.model.program.fixtures:
        return False
    own = [test for test in tests.tests() if tests.loop_scope(test) == "function"]
    return len(own) > 1 and not tests.uses_anyio
