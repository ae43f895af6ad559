"""aiosqlite's connection with what is broken in 0.22 mended: it can be closed and stopped at the same time.

A task that is cancelled twice makes SQLAlchemy stop a connection whose close is on its way. aiosqlite's ``close`` then
waits for a thread that has ended, for ever, and ``asyncio.run`` with it.
"""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import TYPE_CHECKING, Any

from aiosqlite import Connection

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

_ROWS_PER_FETCH = 64  # aiosqlite's own default, for its iterators, which SQLAlchemy does not use


class StoppableConnection(Connection):
    """A Connection whose ``stop`` and ``close`` do nothing once it was stopped."""

    _stopped = False

    def stop(self) -> asyncio.Future[Any] | None:
        """Let the thread end after the work that it was given; nothing else can be asked of it."""
        if self._stopped:
            return None
        self._stopped = True
        return super().stop()

    async def close(self) -> None:
        """Close the file, and wait for the thread to end."""
        if not self._stopped:
            await super().close()

    async def fetch(self, sql: str, parameters: Sequence[Any]) -> tuple[list[Any], Any]:
        """Return all rows of a statement and their description, as the thread's only piece of work."""

        def execute() -> tuple[list[Any], Any]:
            cursor = self._conn.execute(sql, parameters)
            try:
                return cursor.fetchall(), cursor.description
            finally:
                cursor.close()

        found: tuple[list[Any], Any] = await self._execute(execute)  # type: ignore[no-untyped-call]
        return found


def connect(database: str, **options: Any) -> StoppableConnection:
    """Return a connection to be awaited, as ``aiosqlite.connect`` does.

    :param options: for `sqlite3.connect`.
    """
    connection = StoppableConnection(partial(sqlite3.connect, database, **options), _ROWS_PER_FETCH)
    connection._thread.daemon = True  # noqa: SLF001 -- as SQLAlchemy does, so that a lost one does not keep the process
    return connection
