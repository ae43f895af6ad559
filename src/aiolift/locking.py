"""A named lock that one process at a time can hold: GET_LOCK, an advisory lock, or a file beside a SQLite database.

The lock lives on a connection of its own, which is closed at the end. So one mechanism frees it after success, error
and cancellation, and when the process dies the server sees the connection end. MySQL's locks are server-wide and
PostgreSQL's belong to a database; the name is made unique to the database in both. In a Galera cluster a node that
does not refuse GET_LOCK locks only itself: see the setting ``named_locks``.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import sqlite3
import time
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sqlalchemy import NullPool, text
from sqlalchemy.exc import DBAPIError

from aiolift import server_errors
from aiolift.errors import LockTimeoutError, LockUnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import URL
    from sqlalchemy.ext.asyncio import AsyncConnection

    from aiolift.database import Database

#: The longest name that MySQL's GET_LOCK takes, in characters.
_MYSQL_NAME_LENGTH = 64
#: How long MySQL waits in one call, in seconds: less than any sensible read_timeout, and soon over when cancelled.
_MYSQL_WAIT = 1
#: Seconds between two attempts where the server cannot wait.
_POLL_INTERVAL = 0.05
#: The most that MySQL accepts for wait_timeout, in seconds.
_ONE_YEAR = 31_536_000


@asynccontextmanager
async def lock(database: Database, name: str, *, timeout: float = 60.0) -> AsyncIterator[None]:
    """Hold the lock `name` of `database`: no other holder, in this process or another, until the block ends.

    It does not keep anybody from reading or writing, and it is not reentrant. Nothing is locked where the setting
    ``named_locks`` is off.

    :param timeout: seconds to wait for another holder; MySQL counts whole ones.
    :raises LockTimeoutError: another holder kept it for longer than `timeout`.
    :raises LockUnavailableError: the server has no such locks.
    """
    if not database.settings.named_locks:
        yield
        return
    deadline = time.monotonic() + timeout
    holding = {"mysql": _hold_mysql, "mariadb": _hold_mysql, "postgresql": _hold_postgresql, "sqlite": _hold_sqlite}
    async with holding[database.url.get_backend_name()](database, name, deadline):
        yield


@asynccontextmanager
async def _hold_mysql(database: Database, name: str, deadline: float) -> AsyncIterator[None]:
    full_name = _mysql_name(database.url.database or "", name)
    async with _connection_of_its_own(database) as connection:
        # idle for as long as the lock is held: a short wait_timeout of the server would end it
        await connection.exec_driver_sql(f"SET SESSION wait_timeout = {_ONE_YEAR}")
        while not await _get_lock(connection, full_name):
            if time.monotonic() >= deadline:
                holder = await connection.scalar(text("SELECT IS_USED_LOCK(:name)"), {"name": full_name})
                raise _timed_out(database, name, f"connection {holder} of the server holds it (SHOW PROCESSLIST, KILL)")
        yield


async def _get_lock(connection: AsyncConnection, full_name: str) -> bool:
    statement = text("SELECT GET_LOCK(:name, :wait)")
    try:
        answer = await connection.scalar(statement, {"name": full_name, "wait": _MYSQL_WAIT})
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        raise LockUnavailableError(
            f"the server refuses GET_LOCK, as Galera clusters and some proxies do: {server_errors.message(error)}. "
            "Connect to a server that has it; or set named_locks=False (DATABASE_NAMED_LOCKS=false), and see to it that"
            " one process at a time creates tables and seeds"
        ) from error
    return bool(answer)


@asynccontextmanager
async def _hold_postgresql(database: Database, name: str, deadline: float) -> AsyncIterator[None]:
    number = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)
    statement = text("SELECT pg_try_advisory_lock(:number)")
    async with _connection_of_its_own(database) as connection:
        while not await connection.scalar(statement, {"number": number}):
            await _sleep_until(deadline, database, name, f"see pg_locks for the advisory lock {number}")
        try:
            yield
        finally:
            await connection.scalar(text("SELECT pg_advisory_unlock(:number)"), {"number": number})


@asynccontextmanager
async def _hold_sqlite(database: Database, name: str, deadline: float) -> AsyncIterator[None]:
    path = _lock_file(database.url, name)
    # cancelled meanwhile, the thread's connection is dropped, and with it the lock
    while (holder := await asyncio.to_thread(_try_lock_file, path)) is None:
        await _sleep_until(deadline, database, name, f"it has {path} open")
    with closing(holder):
        yield


def _try_lock_file(path: Path) -> sqlite3.Connection | None:
    """Lock an empty SQLite database: SQLite knows how, on every platform, and the lock dies with the process."""
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = MEMORY")  # no second file
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if connection is not None:
            connection.close()
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            return None
        raise LockUnavailableError(f"{path} cannot be locked: {error}; make its folder writable") from error
    return connection


def _lock_file(url: URL, name: str) -> Path:
    """Return the path of a file beside the database. It stays there: to remove it would race with its next user."""
    database = url.database or ""
    if database.startswith("file:"):
        database = unquote(database.removeprefix("file:").partition("?")[0])
    path = Path(database).resolve()
    safe_name = re.sub(r"[^\w.-]", "_", name)
    return path.with_name(f"{path.name}-{safe_name}.lock")


@asynccontextmanager
async def _connection_of_its_own(database: Database) -> AsyncIterator[AsyncConnection]:
    """Yield a connection in autocommit mode that takes no place in a pool, and is closed at the end."""
    engine = database.driver.create_engine(
        database.url,
        database.settings,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        echo=database.settings.echo,
    )
    async with engine.connect() as connection:
        yield connection


async def _sleep_until(deadline: float, database: Database, name: str, holder: str) -> None:
    if time.monotonic() >= deadline:
        raise _timed_out(database, name, holder)
    await asyncio.sleep(_POLL_INTERVAL)


def _mysql_name(database: str, name: str) -> str:
    full_name = f"{database}.{name}"
    if len(full_name) <= _MYSQL_NAME_LENGTH:
        return full_name
    return f"aiolift.{hashlib.blake2b(full_name.encode(), digest_size=16).hexdigest()}"


def _timed_out(database: Database, name: str, holder: str) -> LockTimeoutError:
    return LockTimeoutError(
        f"another holder did not give up the lock {name!r} of database {database.url.database!r} in time: {holder}. "
        "Wait until it has ended, or end it, and try again; or allow more time (timeout=)"
    )
