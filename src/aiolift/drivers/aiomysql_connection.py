"""aiomysql's Connection and cursors with what is broken in 0.3.2 mended. To be imported where aiomysql is installed.

- ``bytes`` parameters: with PyMySQL 1.2 each one fails (``'str' object is not callable``);
- bulk upserts: see `aiolift.drivers.bulk_cursor`;
- TLS is given up where the server, or somebody between, says that it has none;
- a server that asks for the password in clear text gets it;
- there is no read timeout;
- a closed TLS connection keeps its socket until the server, which may be gone, has said goodbye;
- a ROLLBACK is sent where nothing can be open;
- a cancelled query goes on running on the server: the socket is kept for `aiolift.drivers.farewells`.
"""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

from aiomysql import Connection
from pymysql.constants import CLIENT, SERVER_STATUS
from pymysql.err import OperationalError

from aiolift.drivers.binary_literal import binary_literal
from aiolift.drivers.bulk_cursor import BulkCursor
from aiolift.drivers.farewells import GOODBYE
from aiolift.drivers.login import CR_AUTH_PLUGIN_CANNOT_LOAD, clear_text_refusal
from aiolift.drivers.mysql import CLOSE_TIMEOUT, CR_SERVER_LOST, CR_SSL_CONNECTION_ERROR
from aiolift.drivers.tls import NO_TLS_OFFERED


class MendedConnection(Connection):  # type: ignore[misc] # aiomysql has no types
    """aiomysql's Connection. `read_timeout` is the seconds that one packet of an answer may take."""

    read_timeout: float | None = None
    _writer: asyncio.StreamWriter | None
    _is_open = False
    _left: asyncio.StreamWriter | None = None
    _disowned: asyncio.StreamWriter | None = None  # which would close its transport if nobody held it
    _used = True
    """Whether anything was sent since the last COMMIT or ROLLBACK."""

    async def connect(self) -> None:
        """Connect and log in; aiomysql has no public method for it."""
        try:
            await self._connect()
        except BaseException:
            self.close()
            raise
        self._is_open = True
        self._used = False

    def query(self, *args: Any, **kwargs: Any) -> Any:
        """Return the coroutine that runs a statement."""
        self._used = True
        return super().query(*args, **kwargs)

    async def commit(self) -> None:
        """Commit."""
        await super().commit()
        self._used = False

    async def rollback(self) -> None:
        """Roll back, where anything can be open: a transaction, or the locks of a statement that began none."""
        in_transaction = self.server_status & SERVER_STATUS.SERVER_STATUS_IN_TRANS
        if in_transaction or (self._used and not self.get_autocommit()):
            await super().rollback()
            self._used = False

    def disown(self) -> asyncio.WriteTransport | None:
        """Return the transport of the connection, which counts as closed; see `MySQLDriver.disown`."""
        self._disowned, self._writer, self._left = self._left or self._writer, None, None
        super().close()
        return self._disowned.transport if self._disowned is not None else None

    async def ensure_closed(self) -> None:
        """Say goodbye to the server and close the socket."""
        writer = self._writer
        if writer is None or writer.is_closing():
            self.close()
            return
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                writer.write(GOODBYE)
                writer.close()
                await writer.wait_closed()
        except OSError:
            pass  # the server is gone, or does not answer
        finally:
            self.close()

    def close(self) -> None:
        """Close the socket at once."""
        for writer in (self._writer, self._left):
            if writer is not None:
                writer.transport.abort()
        super().close()

    def _close_on_cancel(self) -> None:
        writer = None
        if self._is_open:  # else it is logging in, and runs no query
            writer, self._writer = self._writer, None
        super()._close_on_cancel()
        self._left = writer

    def escape(self, obj: Any) -> Any:
        """Return `obj` as a literal."""
        if isinstance(obj, bytes | bytearray | memoryview):
            escapes = not self.server_status & SERVER_STATUS.SERVER_STATUS_NO_BACKSLASH_ESCAPES
            return binary_literal(obj, backslash_escapes=escapes)
        return super().escape(obj)

    def cursor(self, *cursors: type) -> Any:
        """Return a cursor of the class `cursors`."""
        return super().cursor(*map(_mended, cursors))

    async def _request_authentication(self) -> None:
        if self._ssl_context and not self.server_capabilities & CLIENT.SSL:
            raise OperationalError(CR_SSL_CONNECTION_ERROR, NO_TLS_OFFERED)
        self._refuse_clear_text(self._server_auth_plugin)
        await super()._request_authentication()

    async def _process_auth(self, plugin_name: bytes, auth_packet: Any) -> Any:
        self._refuse_clear_text(plugin_name.decode())
        return await super()._process_auth(plugin_name, auth_packet)

    def _refuse_clear_text(self, plugin: str) -> None:
        if refusal := clear_text_refusal(plugin, secure=self._secure or self._ssl_context is not None):
            raise OperationalError(CR_AUTH_PLUGIN_CANNOT_LOAD, refusal)

    async def _read_packet(self, *args: Any) -> Any:
        if self.read_timeout is None:
            return await super()._read_packet(*args)
        try:
            async with asyncio.timeout(self.read_timeout):
                return await super()._read_packet(*args)
        except TimeoutError as error:
            self.close()
            message = f"Lost connection to MySQL server during query (no answer within {self.read_timeout:g} s)"
            raise OperationalError(CR_SERVER_LOST, message) from error


@cache
def _mended(cursor: type) -> type:
    """Return a subclass of aiomysql's (or SQLAlchemy's) cursor class that has `BulkCursor.executemany`."""

    return type(cursor.__name__, (BulkCursor, cursor), {})
