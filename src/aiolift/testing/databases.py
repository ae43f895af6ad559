"""A database for tests, made and removed at will: one on a server, or a SQLite file."""

from __future__ import annotations

import tempfile
import uuid
import warnings
from abc import ABC, abstractmethod
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from aiolift import drivers, server_errors
from aiolift.database import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import URL
    from sqlalchemy.ext.asyncio import AsyncConnection

    from aiolift.settings import DatabaseSettings

#: A database that every server has, to be connected to while another is created or dropped.
_ALWAYS_THERE = {"mysql": "information_schema", "mariadb": "information_schema", "postgresql": "postgres"}
#: PostgreSQL's names have up to 63 characters, MySQL's up to 64; a suffix of 14 is added.
_LONGEST_PREFIX = 49
#: How long DROP DATABASE waits before it ends the connections that are in its way, in seconds.
_DROP_PATIENCE = 1
#: ER_LOCK_WAIT_TIMEOUT.
_LOCK_WAIT_TIMEOUT = 1205
#: ER_NO_SUCH_THREAD: the connection has ended by itself.
_NO_SUCH_THREAD = 1094


def beside(settings: DatabaseSettings) -> DisposableDatabase:
    """Return a database that does not exist yet, with a new name beside the one of `settings`, which is not touched.

    :raises ConfigurationError: see `drivers.resolve`.
    """
    url, _, settings = drivers.resolve(settings)
    if url.get_backend_name() == "sqlite":
        return _File(url, settings)
    return _OnServer(url, settings)


class DisposableDatabase(ABC):
    """A database with a name of its own."""

    settings: DatabaseSettings
    """How it is reached."""

    @abstractmethod
    async def create(self) -> None:
        """Create it, without tables."""

    @abstractmethod
    async def drop(self) -> None:
        """Remove it, if it exists, whoever is connected to it."""


class _File(DisposableDatabase):
    """A SQLite file in a temporary folder, with the files that SQLite and `aiolift.locking` put beside it."""

    def __init__(self, url: URL, settings: DatabaseSettings) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._url = url
        self.settings = settings

    async def create(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="aiolift-test-")
        path = Path(self._folder.name) / "test.db"
        self.settings = _with_url(self.settings, self._url.set(database=str(path), query={}))

    async def drop(self) -> None:
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


class _OnServer(DisposableDatabase):
    """A database on MySQL, MariaDB or PostgreSQL."""

    def __init__(self, url: URL, settings: DatabaseSettings) -> None:
        prefix = (url.database or "aiolift").removesuffix("_test")[:_LONGEST_PREFIX]
        self._name = f"{prefix}_test_{uuid.uuid4().hex[:8]}"
        self._is_mysql = url.get_backend_name() != "postgresql"
        self._server = Database(_with_url(settings, url.set(database=_ALWAYS_THERE[url.get_backend_name()])))
        self.settings = _with_url(settings, url.set(database=self._name))

    async def create(self) -> None:
        async with self._connected() as (server, name):
            await server.execute(text(f"CREATE DATABASE {name}" + (" CHARACTER SET utf8mb4" if self._is_mysql else "")))

    async def drop(self) -> None:
        async with self._connected() as (server, name):
            if not self._is_mysql:
                await server.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                return
            # by default, DROP waits for a transaction that a test left open as long as that takes: a day, a year
            await server.execute(text(f"SET SESSION lock_wait_timeout = {_DROP_PATIENCE}"))
            try:
                await server.execute(text(f"DROP DATABASE IF EXISTS {name}"))
            except DBAPIError as error:
                if server_errors.code(error) != _LOCK_WAIT_TIMEOUT:
                    raise
                await self._disconnect_users(server)
                await server.execute(text(f"DROP DATABASE IF EXISTS {name}"))

    async def _disconnect_users(self, server: AsyncConnection) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # MySQL calls SHOW PROCESSLIST deprecated, and aiomysql makes it a warning
            connections = (await server.execute(text("SHOW PROCESSLIST"))).all()
        for connection in connections:
            if connection.db == self._name:
                try:
                    await server.execute(text(f"KILL {connection.Id}"))
                except DBAPIError as error:
                    if server_errors.code(error) != _NO_SUCH_THREAD:
                        raise

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[tuple[AsyncConnection, str]]:
        """Yield a connection in autocommit mode, as CREATE DATABASE needs on PostgreSQL, and the quoted name."""
        try:
            await self._server.connect()
            async with self._server.engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                yield connection, connection.dialect.identifier_preparer.quote_identifier(self._name)
        finally:
            await self._server.dispose()


def _with_url(settings: DatabaseSettings, url: URL) -> DatabaseSettings:
    return settings.model_copy(update={"url": SecretStr(url.render_as_string(hide_password=False))})
