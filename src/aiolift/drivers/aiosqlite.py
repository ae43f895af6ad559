"""aiosqlite, the embedded default: https://aiosqlite.omnilib.dev."""

from __future__ import annotations

import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy.ext.asyncio
from sqlalchemy import event

from aiolift.drivers.base import Driver
from aiolift.drivers.mode import MODE_KEY, Mode
from aiolift.errors import DatabaseURLError, UnsupportedOptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import URL, Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

    from aiolift.settings import DatabaseSettings

#: How long a statement waits for another connection's write lock, in seconds.
BUSY_TIMEOUT = 30.0


class AiosqliteDriver(Driver):
    """``sqlite+aiosqlite://``."""

    name = "aiosqlite"
    module = "aiosqlite"
    extra = ""
    can_fetch = True
    initial_mode = None  # not prepared for either

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

    def create_engine(self, url: URL, settings: DatabaseSettings, **options: Any) -> AsyncEngine:
        """Make an engine; see `Driver.create_engine`.

        Transactions begin as SQLite documents them (``BEGIN``), so that SAVEPOINT and DDL belong to them; foreign keys
        are enforced, and a write-ahead log lets readers go on beside a writer.
        """
        from aiolift.drivers.aiosqlite_connection import connect

        connect_args = {"timeout": BUSY_TIMEOUT, "isolation_level": None, "async_creator_fn": connect}
        engine = sqlalchemy.ext.asyncio.create_async_engine(url, connect_args=connect_args, **options)
        event.listen(engine.sync_engine, "begin", _begin)
        return engine

    async def set_mode(self, connection: Any, mode: Mode) -> None:
        """Set the pragmas of the mode; see `Driver.set_mode`. Only a writer can set up the file's write-ahead log."""
        if mode is Mode.READ_ONLY:
            pragmas = "PRAGMA query_only = ON"
        else:
            pragmas = "PRAGMA query_only = OFF; PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL"
        cursor = await connection.driver_connection.executescript(pragmas)
        await cursor.close()

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

    The overlapping sessions of a service cannot share the one connection that a database in memory
    lives in, so aiolift keeps such a database, private and short-lived all the same, in a file.
    """
    folder = tempfile.TemporaryDirectory(prefix="aiolift-")
    weakref.finalize(owner, folder.cleanup)
    return url.set(database=str(Path(folder.name) / "memory.db"), query={})


def _begin(connection: Connection) -> None:
    if connection.info.get(MODE_KEY) is Mode.READ_ONLY:
        return  # it stays in autocommit mode
    # IMMEDIATE waits for the other writer; a transaction that reads first and writes later would fail at once instead
    connection.exec_driver_sql("BEGIN IMMEDIATE")
