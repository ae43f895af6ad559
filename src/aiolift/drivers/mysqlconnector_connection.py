"""The Connection of MySQL Connector/Python's asyncio interface, with what is broken in 26.10.0 mended.

- TLS: a CA file is refused without a client certificate, and the server's name is not checked, though asked for;
- the goodbye to the server has a wrong packet number, so that it counts as a connection that was lost;
- the read timeout knows whole seconds only, and is no OperationalError;
- a peer that is gone without a word is never missed, as the kernel is not asked to look (SO_KEEPALIVE);
- the login: see `aiolift.drivers.mysqlconnector_auth`.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

from mysql.connector.aio import MySQLConnection
from mysql.connector.aio.network import MySQLTcpSocket, MySQLUnixSocket
from mysql.connector.constants import ClientFlag
from mysql.connector.errors import InterfaceError, OperationalError

from aiolift.drivers.farewells import GOODBYE
from aiolift.drivers.mysql import CR_SERVER_LOST, CR_SSL_CONNECTION_ERROR
from aiolift.drivers.mysqlconnector_auth import Authenticator
from aiolift.drivers.tls import NO_TLS_OFFERED

if TYPE_CHECKING:
    from ssl import SSLContext


class MendedConnection(MySQLConnection):
    """The connector's MySQLConnection.

    `answer_timeout` is the seconds that one packet of an answer may take. With `context` the connection is encrypted;
    it decides who is trusted, and the connector's own TLS options have no effect.
    """

    answer_timeout: float | None = None
    context: SSLContext | None = None

    async def connect(self) -> None:
        """Connect and log in."""
        mended = _UnixSocket(self._unix_socket) if self._unix_socket else _TcpSocket(self._host, self._port)
        mended.answer_timeout = self.answer_timeout
        mended.context = self.context
        self._socket = mended
        self._authenticator = Authenticator(secure=bool(self.context or self._unix_socket))
        try:
            await mended.open_connection()
            await self._do_handshake()
            offered: Any = self._handshake and self._handshake["capabilities"]
            if self.context and not offered & ClientFlag.SSL:
                raise OperationalError(NO_TLS_OFFERED, errno=CR_SSL_CONNECTION_ERROR)
            await self._do_auth()
            self.converter_class = self._converter_class
            # without a collation, which the connector would name: the server then takes its own default
            await self.cmd_query("SET NAMES utf8mb4, autocommit = 0")
        except BaseException:
            await self.shutdown()
            raise

    async def cmd_quit(self) -> bytes:
        """Say goodbye to the server; see `MySQLConnection.cmd_quit`."""
        await self._socket.write(GOODBYE[4:], packet_number=0)  # type: ignore[union-attr] # it is connected
        return GOODBYE[4:]


class _Socket:
    """What is mended in both of the connector's socket classes; to be mixed in before them."""

    _host: str
    _writer: Any
    answer_timeout: float | None = None
    context: SSLContext | None = None

    def build_ssl_context(self, **_options: Any) -> SSLContext | None:
        return self.context

    async def switch_to_ssl(self, ssl_context: SSLContext) -> None:
        await self._writer.start_tls(ssl_context, server_hostname=self._host)

    async def read(self, read_timeout: Any = None) -> Any:
        try:
            async with asyncio.timeout(self.answer_timeout):
                return await super().read(read_timeout)  # type: ignore[misc] # of the class that it is mixed in
        except TimeoutError as error:
            message = f"Lost connection to MySQL server during query (no answer within {self.answer_timeout:g} s)"
            raise OperationalError(message, errno=CR_SERVER_LOST) from error
        except InterfaceError as error:
            raise OperationalError(error.msg, errno=error.errno) from error  # as the other drivers class it


class _TcpSocket(_Socket, MySQLTcpSocket):  # type: ignore[misc] # the options of build_ssl_context are ignored
    async def open_connection(self, **options: Any) -> None:
        await super().open_connection(**options)
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)


class _UnixSocket(_Socket, MySQLUnixSocket):  # type: ignore[misc]
    pass
