"""asyncmy's Connection and Cursor with what is broken in 0.2.18 mended. To be imported where asyncmy is installed.

- ``bytes`` parameters: a quote in them ends the string under NO_BACKSLASH_ESCAPES; a ``bytearray`` fails, and of a
  ``memoryview`` the repr is sent;
- bulk upserts: see `aiolift.drivers.bulk_cursor`;
- a statement that the server warns of costs a round trip for the warnings, which are logged;
- a server that asks for the password in clear text gets it;
- to close a TLS connection takes 30 s where the server is gone.
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
from aiolift.drivers.login import CR_AUTH_PLUGIN_CANNOT_LOAD, clear_text_refusal
from aiolift.drivers.mysql import CLOSE_TIMEOUT, CR_SSL_CONNECTION_ERROR, GOODBYE
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
        if self._transport is not None:
            self._transport.abort()
        super().close()

    def escape(self, obj: Any, mapping: Any = None) -> Any:
        """Return `obj` as a literal."""
        if type(obj) not in _BINARY:
            return _escape(self, obj, mapping)  # most parameters of most statements: faster than isinstance and super
        escapes = not self.server_status & SERVER_STATUS.SERVER_STATUS_NO_BACKSLASH_ESCAPES
        return binary_literal(obj, backslash_escapes=escapes)

    def cursor(self, cursor: type | None = None) -> Any:
        """Return a cursor of the class `cursor`."""
        return super().cursor(cursor or MendedCursor)

    async def _request_authentication(self) -> Any:
        if self._ssl_context and not self.server_capabilities & CLIENT.SSL:
            raise OperationalError(CR_SSL_CONNECTION_ERROR, NO_TLS_OFFERED)
        return await super()._request_authentication()

    async def _process_auth(self, plugin_name: bytes, auth_packet: Any) -> Any:
        if refusal := clear_text_refusal(plugin_name.decode(), secure=self._secure):
            raise OperationalError(CR_AUTH_PLUGIN_CANNOT_LOAD, refusal)
        return await super()._process_auth(plugin_name, auth_packet)
