"""AL104: a coroutine function where a plain one is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.awaiting import unawaited
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
_LISTENS = ("sqlalchemy.event.listens_for", "sqlalchemy.event.listens_for()")


class CoroutineFunctionAsCallback(Rule):
    """`sorted(key=…)`, `filter`, an executor's `submit`, a thread and SQLAlchemy's events call the function that they
    are given and never await it. An `async def`, or a method such as `session.execute`, gives a coroutine there each
    time: keys that cannot be compared, a filter that is always true, a thread that ends at once, and work that is not
    done.
    """

    code = "AL104"
    name = "coroutine-function-as-callback"
    source = "https://docs.python.org/3/library/asyncio-task.html#coroutines"
    invalid = (
        Invalid(
            """
from concurrent.futures import ThreadPoolExecutor


async def rank(spot):
    return spot.rank


def best(spots):
    ThreadPoolExecutor().submit(rank, spots[0])
    return sorted(spots, key=rank)
""",
            at=("rank", "rank"),
        ),
        Invalid(
            """
import asyncio

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession


async def run(connection: AsyncConnection, session: AsyncSession, statement):
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, connection.execute, statement)
    await asyncio.to_thread(session.commit)
""",
            at=("connection.execute", "session.commit"),
        ),
        Invalid(
            """
from sqlalchemy import event

from database import engine


@event.listens_for(engine.sync_engine, "connect")
async def set_path(connection, record):
    connection.cursor().execute("SET search_path TO heroes")
""",
            at=("set_path",),
        ),
    )
    valid = (
        Valid(
            """
from sqlalchemy import event

from database import engine


@event.listens_for(engine.sync_engine, "connect")
def set_path(connection, record):
    connection.cursor().execute("SET search_path TO heroes")
"""
        ),
        Valid(
            """
import asyncio
from concurrent.futures import ThreadPoolExecutor


async def rank(spot):
    return spot.rank


def name(spot):
    return spot.name


async def best(spots):
    ranks = dict(zip(spots, await asyncio.gather(*map(rank, spots))))
    ThreadPoolExecutor().submit(asyncio.run, rank(spots[0]))
    return sorted(spots, key=lambda spot: ranks[spot]) + sorted(spots, key=name)
"""
        ),
        Valid(
            """
import asyncio
import threading

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession


def sync_execute(execute, statement, loop) -> None:
    asyncio.run_coroutine_threadsafe(execute(statement), loop).result()


async def run(connection: AsyncConnection, session: AsyncSession, statement, ended: threading.Event):
    await asyncio.to_thread(session.expire_all)
    await asyncio.to_thread(sync_execute, connection.execute, statement, asyncio.get_running_loop())
    await asyncio.get_running_loop().run_in_executor(None, ended.wait)
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report what `analysis.unawaited` finds among the functions that are handed over."""
        for found in unawaited.callbacks(subject.model):
            yield subject.finding(
                self.code,
                found.module,
                found.node,
                f"`{found.module.headline(found.node)}` gives a coroutine, and {found.why}",
                help="await the results first, or give a function that is not async",
            )
        for function in subject.model.program.functions:
            if function.is_async and function.has(*_LISTENS):
                yield subject.named(
                    self.code,
                    function,
                    f"SQLAlchemy calls `{function.name}` for each event and never awaits what it gives",
                    help="make it a plain `def`: the connection of an event is a synchronous one",
                )
