"""MySQL Connector/Python's asyncio interface: https://dev.mysql.com/doc/connector-python/en/connector-python-asyncio.html.

SQLAlchemy has no dialect for it; ours is in `aiolift.drivers.mysqlconnector_dialect`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiolift.drivers import tls
from aiolift.drivers.mysql import MySQLDriver

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from sqlalchemy import URL

    from aiolift.settings import DatabaseSettings


class MysqlconnectorDriver(MySQLDriver):
    """``mysql+mysqlconnector_async://``."""

    name = "mysqlconnector_async"
    module = "mysql.connector.aio"
    extra = "mysqlconnector"
    can_fetch = True

    async def connect(self, url: URL, settings: DatabaseSettings, *, local_infile: bool = False) -> Any:
        """Open a connection; see `MySQLDriver.connect`."""
        from mysql.connector.constants import ClientFlag

        from aiolift.drivers.mysqlconnector_connection import MendedConnection

        context = tls.context(settings)
        connection = MendedConnection(
            host=url.host or "localhost",
            port=url.port or 3306,
            unix_socket=str(settings.unix_socket) if settings.unix_socket else None,
            user=url.username or "",
            password=url.password or "",
            database=url.database or "",
            charset="utf8mb4",
            collation="utf8mb4_general_ci",  # for the greeting: the connector's default is unknown to MariaDB
            allow_local_infile=False,
            ssl_disabled=context is None,
        )
        connection.context = context
        connection.answer_timeout = settings.read_timeout
        connection.client_flags = [
            ClientFlag.FOUND_ROWS,
            ClientFlag.LOCAL_FILES if local_infile else -ClientFlag.LOCAL_FILES,
            ClientFlag.MULTI_STATEMENTS if settings.multi_statements else -ClientFlag.MULTI_STATEMENTS,
        ]
        await connection.connect()
        return connection

    def query_prefix(self, connection: Any) -> bytes:
        """Return the number of query attributes and of their sets; see `MySQLDriver.query_prefix`."""
        from mysql.connector.constants import ClientFlag

        return b"\x00\x01" if connection.isset_client_flag(ClientFlag.CLIENT_QUERY_ATTRIBUTES) else b""

    def operational_error(self, number: int, message: str) -> Exception:
        """Return the connector's OperationalError."""
        from mysql.connector.errors import OperationalError

        return OperationalError(message, errno=number)

    def transport(self, connection: Any) -> asyncio.Transport | None:
        """Return the transport; see `MySQLDriver.transport`."""
        # no public name for it
        writer: asyncio.StreamWriter | None = connection._socket and connection._socket._writer  # noqa: SLF001
        return None if writer is None else writer.transport  # type: ignore[return-value] # of a stream it is a Transport

    async def fetch(self, connection: Any, sql: str, arguments: Sequence[Any]) -> tuple[Sequence[Any], Any]:
        """Send a SELECT; see `Driver.fetch`."""
        from aiolift.drivers.mysqlconnector_literals import fill

        channel = connection.channel
        answer = await channel.send(fill(sql, arguments, backslash_escapes=channel.backslash_escapes))
        description = answer.columns
        rows = await answer.fetch()
        await answer.discard()
        return rows, description

    def disown(self, connection: Any) -> asyncio.Transport | None:
        """Take the transport; see `MySQLDriver.disown`."""
        transport = self.transport(connection.driver_connection)
        connection.channel.leave()
        return transport

    async def send(self, connection: Any, statement: str) -> None:
        """Run a statement; see `MySQLDriver.send`."""
        await connection.channel.send(statement.encode())

    def autocommit(self, connection: Any) -> bool:
        """Return whether autocommit is on; see `MySQLDriver.autocommit`."""
        return bool(connection.channel.autocommit)

    def number(self, connection: Any) -> int:
        """Return the server's number; see `MySQLDriver.number`."""
        return int(connection.driver_connection.connection_id)

    def server_version(self, connection: Any) -> str:
        """Return the server's version; see `MySQLDriver.server_version`."""
        return str(connection.driver_connection.server_info)
