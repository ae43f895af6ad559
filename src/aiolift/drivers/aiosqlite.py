"""aiosqlite, the embedded default: https://aiosqlite.omnilib.dev."""

from __future__ import annotations

import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine

from aiolift.drivers.base import Driver
from aiolift.errors import DatabaseURLError, UnsupportedOptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import URL, Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.ext.asyncio import AsyncEngine
    from sqlalchemy.pool import ConnectionPoolEntry

    from aiolift.settings import DatabaseSettings

#: How long a statement waits for another connection's write lock, in seconds.
BUSY_TIMEOUT = 30.0


class AiosqliteDriver(Driver):
    """``sqlite+aiosqlite://``."""

    name = "aiosqlite"
    module = "aiosqlite"
    extra = ""
    can_fetch = True

    def check(self, url: URL, settings: DatabaseSettings) -> None:
        """Refuse the options of a network connection; see `Driver.check`.

        :raises DatabaseURLError: the file's folder does not exist.
        """
        for option in ("unix_socket", "read_timeout"):
            if getattr(settings, option) is not None:
                raise UnsupportedOptionError(f"{option}: SQLite has no server to connect to; remove the setting")
        if settings.prepared_statements:
            raise UnsupportedOptionError("prepared_statements: SQLite always prepares; remove the setting")
        if settings.wants_tls:
            raise UnsupportedOptionError("tls: SQLite has no server to connect to; remove tls and tls_ca")
        if not is_memory(url) and url.database and "uri" not in url.query:
            folder = Path(url.database).resolve().parent
            if not folder.is_dir():
                raise DatabaseURLError(f"the folder of the SQLite database does not exist: {folder}; create it")

    def create_engine(self, url: URL, settings: DatabaseSettings, *, read_only: bool, **options: Any) -> AsyncEngine:
        """Make an engine; see `Driver.create_engine`.

        Transactions begin as SQLite documents them (``BEGIN``), so that SAVEPOINT and DDL belong to them; foreign keys
        are enforced, and a write-ahead log lets readers go on beside a writer.
        """
        from aiolift.drivers.aiosqlite_connection import connect

        if read_only:
            options |= {"isolation_level": "AUTOCOMMIT"}
        connect_args = {"timeout": BUSY_TIMEOUT, "isolation_level": None, "async_creator_fn": connect}
        engine = create_async_engine(url, connect_args=connect_args, **options)
        event.listen(engine.sync_engine, "connect", _prepare_reader if read_only else _prepare_writer)
        if not read_only:
            event.listen(engine.sync_engine, "begin", _begin)
        return engine

    def is_open(self, connection: Any) -> bool:
        """A file does not go away."""
        return True

    async def fetch(self, connection: Any, sql: str, arguments: Sequence[Any]) -> tuple[Sequence[Any], Any]:
        """Send a SELECT; see `Driver.fetch`. One turn of the connection's thread."""
        rows: tuple[Sequence[Any], Any] = await connection.driver_connection.fetch(sql, arguments)
        return rows


def is_memory(url: URL) -> bool:
    """Whether `url` names a private database in memory."""
    return not url.database or url.database == ":memory:" or url.query.get("mode") == "memory"


def temporary_file(url: URL, owner: object) -> URL:
    """Return `url` with a new temporary file in the place of memory; it is removed with `owner`.

    The two pools and the overlapping sessions of a service cannot share the one connection that a database in memory
    lives in, so aiolift keeps such a database, private and short-lived all the same, in a file.
    """
    folder = tempfile.TemporaryDirectory(prefix="aiolift-")
    weakref.finalize(owner, folder.cleanup)
    return url.set(database=str(Path(folder.name) / "memory.db"), query={})


def _prepare_writer(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    _pragma(connection, "foreign_keys = ON", "journal_mode = WAL")


def _prepare_reader(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    _pragma(connection, "query_only = ON")


def _pragma(connection: DBAPIConnection, *settings: str) -> None:
    cursor = connection.cursor()
    for setting in settings:
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # IMMEDIATE waits for the other writer; a transaction that reads first and writes later would fail at once instead
    connection.exec_driver_sql("BEGIN IMMEDIATE")
