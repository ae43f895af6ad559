"""MySQL Connector/Python's asyncio interface as the blocking DBAPI that SQLAlchemy's async connector base expects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, Self

import mysql.connector
import mysql.connector.aio
from mysql.connector.aio import MySQLConnection
from mysql.connector.constants import ClientFlag
from mysql.connector.errorcode import CR_CONN_HOST_ERROR
from sqlalchemy.connectors.asyncio import (
    AsyncAdapt_dbapi_connection,
    AsyncAdapt_dbapi_cursor,
    AsyncAdapt_dbapi_module,
    AsyncAdapt_dbapi_ss_cursor,
    AsyncAdapt_terminate,
)
from sqlalchemy.util import await_

from aiolift.drivers.mysqlconnector_channel import Channel, close_now
from aiolift.drivers.mysqlconnector_cursor import Cursor

if TYPE_CHECKING:
    from collections.abc import Awaitable

#: Found instead of changed rows are counted, as SQLAlchemy needs it; no stacked statements, no LOCAL INFILE.
CLIENT_FLAGS = (ClientFlag.get_default() | ClientFlag.FOUND_ROWS) & ~(
    ClientFlag.MULTI_STATEMENTS | ClientFlag.LOCAL_FILES
)

_NAMES = (
    "Warning", "Error", "InterfaceError", "DatabaseError", "DataError", "OperationalError", "IntegrityError",
    "InternalError", "ProgrammingError", "NotSupportedError",
    "STRING", "NUMBER", "DATETIME", "BINARY", "ROWID", "Binary", "__version__",
)  # fmt: skip


async def connect(*, client_flags: int | list[int] = CLIENT_FLAGS, **options: Any) -> MySQLConnection:
    """Open a connection; a failed or cancelled attempt leaves no socket behind.

    :param client_flags: all flags as a number, or a list of changes to `CLIENT_FLAGS`: ``[-ClientFlag.FOUND_ROWS]``.
    :param options: those of ``mysql.connector.aio.MySQLConnection``.
    """
    try:
        return await _connect(client_flags, options)
    except TypeError:
        if options.get("ssl_disabled"):
            raise
        # having logged in, the driver asks for the TLS cipher even where the server offers no TLS
        return await _connect(client_flags, {**options, "ssl_disabled": True})


async def _connect(client_flags: int | list[int], options: dict[str, Any]) -> MySQLConnection:
    connection = MySQLConnection(client_flags=CLIENT_FLAGS, **options)
    connection.client_flags = client_flags
    try:
        await connection.connect()
    except BaseException:
        close_now(connection)
        raise
    return connection


class AsyncAdapt_mysqlconnector_cursor(AsyncAdapt_dbapi_cursor):  # noqa: N801 -- as SQLAlchemy names its own
    """A cursor whose rows are all fetched with `execute`."""

    __slots__ = ()
    _adapt_connection: AsyncAdapt_mysqlconnector_connection

    def _make_new_cursor(self, connection: Any) -> Any:
        return Cursor(self._adapt_connection.channel, streaming=self.server_side)

    def _aenter_cursor(self, cursor: Any) -> Any:
        return cursor  # nothing to wait for, and so nothing that a cancellation could interrupt

    def nextset(self) -> bool:  # type: ignore[override]  # PEP 249 wants to know whether there is one
        """Go to the next result of a ``CALL``; False if there is none."""
        more = bool(await_(self._cursor.nextset()))
        if more and self._cursor.description and not self.server_side:
            self._rows.clear()
            self._rows.extend(await_(self._cursor.fetchall()))
        return more


class AsyncAdapt_mysqlconnector_ss_cursor(AsyncAdapt_dbapi_ss_cursor, AsyncAdapt_mysqlconnector_cursor):  # noqa: N801
    """A cursor whose rows stay on the server until they are fetched."""

    __slots__ = ()


class AsyncAdapt_mysqlconnector_connection(AsyncAdapt_terminate, AsyncAdapt_dbapi_connection):  # noqa: N801
    """A connection; its `channel` says at any time whether it can be used."""

    __slots__ = ("channel",)
    _cursor_cls = AsyncAdapt_mysqlconnector_cursor
    _ss_cursor_cls = AsyncAdapt_mysqlconnector_ss_cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self.channel = Channel(connection)

    @classmethod
    async def create(cls, dbapi: Any, connection_awaitable: Awaitable[Any], **kw: Any) -> Self:
        """Await the driver's connection and ask the server in which modes it is.

        :raises NotSupportedError: the connection does not speak utf8mb4, for which alone the quoting here is safe.
        """
        adapted = await super().create(dbapi, connection_awaitable, **kw)
        if adapted.charset != "utf8mb4":
            adapted.channel.close_now()
            raise dbapi.NotSupportedError(f"connect with charset utf8mb4, not {adapted.charset}")
        try:
            await adapted.channel.ping()
        except BaseException:
            adapted.channel.close_now()
            raise
        return adapted

    @classmethod
    def _handle_exception_no_connection(cls, dbapi: Any, error: Exception) -> NoReturn:
        if isinstance(error, (OSError, EOFError)):
            raise dbapi.OperationalError(f"no connection to the server: {error}", errno=CR_CONN_HOST_ERROR) from error
        raise error

    @property
    def charset(self) -> str:
        """The character set of the connection, as SQLAlchemy asks for it."""
        name: str = self._connection.charset
        return name

    @property
    def autocommit(self) -> bool:
        """Whether the session is in autocommit mode, as the server last said: no round trip."""
        return self.channel.autocommit

    @autocommit.setter
    def autocommit(self, value: bool) -> None:
        if value != self.channel.autocommit:
            await_(self.channel.send(b"SET autocommit = 1" if value else b"SET autocommit = 0"))

    def ping(self) -> None:
        """Ask the server for an answer.

        :raises OperationalError: the connection is lost.
        """
        await_(self.channel.ping())

    def commit(self) -> None:
        """Commit. Rows of a stream that were not read are read and dropped first."""
        await_(self.channel.end_transaction(b"COMMIT"))

    def rollback(self) -> None:
        """Roll back. Rows of a stream that were not read are read and dropped first, which the dialect avoids."""
        if self.channel.may_be_in_transaction:
            await_(self.channel.end_transaction(b"ROLLBACK"))

    def close(self) -> None:
        """Close the connection, with a goodbye to the server."""
        await_(self.channel.close())

    async def _terminate_graceful_close(self) -> None:
        await self.channel.close()

    def _terminate_force_close(self) -> None:
        self.channel.close_now()


class AsyncAdapt_mysqlconnector_dbapi(AsyncAdapt_dbapi_module):  # noqa: N801
    """The DBAPI module."""

    paramstyle = "format"

    def __init__(self) -> None:
        super().__init__(mysql.connector.aio, dbapi_module=mysql.connector)
        for name in _NAMES:
            setattr(self, name, getattr(mysql.connector, name))

    def connect(self, *args: Any, async_creator_fn: Any = connect, **kw: Any) -> AsyncAdapt_mysqlconnector_connection:
        """Open a connection with `async_creator_fn`, a coroutine function that returns the driver's connection."""
        return await_(AsyncAdapt_mysqlconnector_connection.create(self, async_creator_fn(*args, **kw)))
