"""aiomysql: https://github.com/aio-libs/aiomysql."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiolift.drivers import tls
from aiolift.drivers.pymysql_like import PyMySQLLikeDriver

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from sqlalchemy import URL

    from aiolift.settings import DatabaseSettings


class AiomysqlDriver(PyMySQLLikeDriver):
    """``mysql+aiomysql://``."""

    name = "aiomysql"
    module = "aiomysql"
    extra = "aiomysql"

    async def connect(self, url: URL, settings: DatabaseSettings, *, local_infile: bool = False) -> Any:
        """Open a connection; see `MySQLDriver.connect`."""
        from pymysql.constants import CLIENT

        from aiolift.drivers.aiomysql_connection import MendedConnection

        connection = MendedConnection(
            host=url.host,
            port=url.port or 3306,
            unix_socket=str(settings.unix_socket) if settings.unix_socket else None,
            user=url.username,
            password=(url.password or "").encode().decode("latin-1"),  # it encodes as latin-1, MySQL wants UTF-8
            db=url.database,
            charset="utf8mb4",
            client_flag=CLIENT.FOUND_ROWS,
            ssl=tls.context(settings),
            local_infile=False,
        )
        connection.read_timeout = settings.read_timeout
        if not settings.multi_statements:
            # aiomysql always sets the flag and has no option against it; it is read when the handshake is answered
            connection.client_flag &= ~CLIENT.MULTI_STATEMENTS
        if local_infile:
            connection.client_flag |= CLIENT.LOCAL_FILES  # asked of the server, and of nobody else
        await connection.connect()
        return connection

    def operational_error(self, number: int, message: str) -> Exception:
        """Return PyMySQL's OperationalError."""
        from pymysql.err import OperationalError

        error: Exception = OperationalError(number, message)
        return error

    def transport(self, connection: Any) -> asyncio.Transport | None:
        """Return the transport; see `MySQLDriver.transport`."""
        writer: asyncio.StreamWriter | None = connection._writer  # noqa: SLF001 -- no public name for it
        return None if writer is None else writer.transport  # type: ignore[return-value] # of a stream it is a Transport

    async def fetch(self, connection: Any, sql: str, arguments: Sequence[Any]) -> tuple[Sequence[Any], Any]:
        """Send a SELECT; see `Driver.fetch`. Its warnings are not asked for, which would cost a round trip."""
        driver = connection.driver_connection
        await driver.query(sql % tuple(map(driver.escape, arguments)))
        result = driver._result  # noqa: SLF001 -- where the driver's own cursor finds it
        return result.rows, result.description
