"""asyncmy's Connection and Cursor with what is broken in 0.2.18 mended. To be imported where asyncmy is installed.

- ``bytes`` parameters: a quote in them ends the string under NO_BACKSLASH_ESCAPES; a ``bytearray`` fails, and of a
  ``memoryview`` the repr is sent;
- bulk upserts: see `aiolift.drivers.bulk_cursor`;
- a statement that the server warns of costs a round trip for the warnings, which are logged;
- a server that asks for the password in clear text gets it;
- to close a TLS connection takes 30 s where the server is gone;
- a server's word that autocommit is off and nothing is open (a status of 0) is passed over;
- a ROLLBACK is sent where nothing can be open;
- a cancelled query goes on running on the server: the socket is kept for `aiolift.drivers.farewells`.
"""

from __future__ import annotations

import asyncio
from typing import Any

import asyncmy.connection
from asyncmy.constants import CLIENT, SERVER_STATUS
from asyncmy.cursors import Cursor
from asyncmy.errors import OperationalError

from aiolift.drivers.asyncmy_select import SelectConnection
from aiolift.drivers.binary_literal import binary_literal
from aiolift.drivers.bulk_cursor import BulkCursor
from aiolift.drivers.farewells import GOODBYE
from aiolift.drivers.login import CR_AUTH_PLUGIN_CANNOT_LOAD, clear_text_refusal
from aiolift.drivers.mysql import CLOSE_TIMEOUT, CR_SSL_CONNECTION_ERROR
from aiolift.drivers.tls import NO_TLS_OFFERED

_Connection: Any = asyncmy.connection.Connection  # its type stub lacks what is used here
_escape = _Connection.escape
_BINARY = frozenset({bytes, bytearray, memoryview})


class MendedCursor(BulkCursor, Cursor):  # type: ignore[misc] # rowcount may be more than an int
    """asyncmy's buffered cursor with `BulkCursor.executemany`."""

    async def _show_warnings(self, _connection: Any) -> None:
        """Ask for no warnings, as SQLAlchemy has it for aiomysql."""


class MendedConnection(SelectConnection, _Connection):  # type: ignore[misc]
    """asyncmy's Connection."""

    _transport: asyncio.Transport | None
    _is_open = False
    _left: asyncio.Transport | None = None
    _used = True
    """Whether anything was sent since the last COMMIT or ROLLBACK."""

    async def connect(self) -> None:
        """Connect and log in."""
        await super().connect()
        self._is_open = True
        self._used = False

    async def query(self, sql: Any, unbuffered: bool = False) -> Any:
        """Run a statement."""
        self._used = True
        affected = await super().query(sql, unbuffered)
        if not self._result.field_count:
            self.server_status = self._result.server_status
        return affected

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

    def disown(self) -> asyncio.Transport | None:
        """Return the transport of the connection, which counts as closed; see `MySQLDriver.disown`."""
        transport, self._transport, self._left = self._left or self._transport, None, None
        super().close()
        return transport

    async def ensure_closed(self) -> None:
        """Say goodbye to the server and close the socket."""
        transport = self._transport
        if transport is None or transport.is_closing():
            self.close()
            return
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                transport.write(GOODBYE)
                transport.close()
                await self._proto.wait_closed()
        except OSError:
            pass  # the server is gone, or does not answer
        finally:
            self.close()

    def close(self) -> None:
        """Close the socket at once."""
        for transport in (self._transport, self._left):
            if transport is not None:
                transport.abort()
        self._left = None
        super().close()

    def _close_on_cancel(self) -> None:
        transport = None
        if self._is_open:  # else it is logging in, and runs no query
            transport, self._transport = self._transport, None
        super()._close_on_cancel()
        self._left = transport

    def escape(self, obj: Any, mapping: Any = None) -> Any:
        """Return `obj` as a literal."""
        if type(obj) not in _BINARY:
            return _escape(self, obj, mapping)  # most parameters of most statements: faster than isinstance and super
        escapes = not self.server_status & SERVER_STATUS.SERVER_STATUS_NO_BACKSLASH_ESCAPES
        return binary_literal(obj, backslash_escapes=escapes)

    def cursor(self, cursor: type | None = None) -> Any:
        """Return a cursor of the class `cursor`."""
        self._used = True  # a prepared statement of it is not sent with `query`
        return super().cursor(cursor or MendedCursor)

    async def _request_authentication(self) -> Any:
        if self._ssl_context and not self.server_capabilities & CLIENT.SSL:
            raise OperationalError(CR_SSL_CONNECTION_ERROR, NO_TLS_OFFERED)
        return await super()._request_authentication()

    async def _process_auth(self, plugin_name: bytes, auth_packet: Any) -> Any:
        if refusal := clear_text_refusal(plugin_name.decode(), secure=self._secure):
            raise OperationalError(CR_AUTH_PLUGIN_CANNOT_LOAD, refusal)
        return await super()._process_auth(plugin_name, auth_packet)
