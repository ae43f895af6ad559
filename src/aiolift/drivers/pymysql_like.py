"""What asyncmy and aiomysql share: both are PyMySQL with another way to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiolift.drivers.mysql import MySQLDriver

if TYPE_CHECKING:
    import asyncio


class PyMySQLLikeDriver(MySQLDriver):
    """A driver whose connection has PyMySQL's methods."""

    can_fetch = True

    def disown(self, connection: Any) -> asyncio.Transport | None:
        """Take the transport; see `MySQLDriver.disown`."""
        transport: asyncio.Transport | None = connection.driver_connection.disown()
        return transport

    async def send(self, connection: Any, statement: str) -> None:
        """Run a statement; see `MySQLDriver.send`."""
        await connection.driver_connection.query(statement)

    def autocommit(self, connection: Any) -> bool:
        """Return whether autocommit is on; see `MySQLDriver.autocommit`."""
        return bool(connection.driver_connection.get_autocommit())

    def number(self, connection: Any) -> int:
        """Return the server's number; see `MySQLDriver.number`."""
        return int(connection.driver_connection.thread_id())

    def server_version(self, connection: Any) -> str:
        """Return the server's version; see `MySQLDriver.server_version`."""
        return str(connection.driver_connection.get_server_info())
