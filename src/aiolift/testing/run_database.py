"""The database of one test run: made before the first test, made anew after one that committed, dropped at the end.

That work runs in a thread and an event loop of its own: it does not matter which loops the tests use, nor whether one
of them is running.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from aiolift.database import Database
from aiolift.testing import databases
from aiolift.testing.loop_bound import LoopBoundDatabase
from aiolift.testing.rolled_back import RolledBackDatabase

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from types import TracebackType
    from typing import Self

    from sqlalchemy import MetaData

    from aiolift.settings import DatabaseSettings

Seed: TypeAlias = Callable[[Database], Awaitable[None]]
"""Writes the rows that every test finds, and commits them."""


class RunDatabase:
    """A context manager: inside, there is a database with tables and seed.

    :param settings: the database beside which it is made.
    :param metadata: the tables to create.
    :param seed: awaited once they exist.
    """

    def __init__(self, settings: DatabaseSettings, metadata: MetaData, seed: Seed | None) -> None:
        self._disposable = databases.beside(settings)
        self._metadata = metadata
        self._seed = seed
        self._has_changes = False

    def __enter__(self) -> Self:
        _run_apart(self._make())
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _run_apart(self._disposable.drop())

    @contextmanager
    def for_one_test(self, *, commits: bool) -> Iterator[Database]:
        """Yield a Database that one test may use, in one event loop.

        :param commits: work is committed, and the database made anew afterwards, instead of rolled back.
        """
        if self._has_changes:
            _run_apart(self._make_anew())
        database = (LoopBoundDatabase if commits else RolledBackDatabase)(self._disposable.settings)
        self._has_changes = True
        try:
            yield database
        finally:
            database.finish()
            self._has_changes = database.leaves_changes

    async def _make_anew(self) -> None:
        await self._disposable.drop()
        await self._make()

    async def _make(self) -> None:
        await self._disposable.create()
        try:
            await self._fill()
        except BaseException:
            await self._disposable.drop()
            raise

    async def _fill(self) -> None:
        database = Database(self._disposable.settings)
        try:
            await database.create_tables(self._metadata)
            if self._seed is not None:
                await self._seed(database)
        finally:
            await database.dispose()


def _run_apart(work: Coroutine[Any, Any, None]) -> None:
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, work).result()
