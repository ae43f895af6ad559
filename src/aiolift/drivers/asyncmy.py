"""asyncmy, the default driver: https://github.com/long2ice/asyncmy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiolift.drivers import tls
from aiolift.drivers.pymysql_like import PyMySQLLikeDriver

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Sequence

    from sqlalchemy import URL

    from aiolift.settings import DatabaseSettings

#: The longest connect_timeout that asyncmy takes, in seconds; `MySQLDriver` watches the time.
_NO_TIMEOUT = 31536000


class AsyncmyDriver(PyMySQLLikeDriver):
    """``mysql+asyncmy://``."""

    name = "asyncmy"
    module = "asyncmy"
    extra = "asyncmy"
    can_prepare = True

    async def connect(self, url: URL, settings: DatabaseSettings, *, local_infile: bool = False) -> Any:
        """Open a connection; see `MySQLDriver.connect`."""
        from asyncmy.constants import CLIENT

        from aiolift.drivers.asyncmy_connection import MendedConnection

        connection = MendedConnection(
            host=url.host,
            port=url.port or 3306,
            unix_socket=str(settings.unix_socket) if settings.unix_socket else None,
            user=url.username,
            password=(url.password or "").encode(),  # asyncmy would encode text as latin-1, MySQL wants UTF-8
            database=url.database,
            charset="utf8mb4",
            client_flag=CLIENT.FOUND_ROWS,
            connect_timeout=_NO_TIMEOUT,
            read_timeout=settings.read_timeout,
            ssl=tls.context(settings),
            local_infile=False,
        )
        if not settings.multi_statements:
            # asyncmy always sets the flag and has no option against it; it is read when the handshake is answered
            connection._client_flag &= ~CLIENT.MULTI_STATEMENTS  # noqa: SLF001
        if local_infile:
            connection._client_flag |= CLIENT.LOCAL_FILES  # noqa: SLF001 -- asked of the server, and of nobody else
        await connection.connect()
        connection.prepares = settings.prepared_statements
        return connection

    def operational_error(self, number: int, message: str) -> Exception:
        """Return asyncmy's OperationalError."""
        from asyncmy.errors import OperationalError

        return OperationalError(number, message)

    def transport(self, connection: Any) -> asyncio.Transport | None:
        """Return the transport; see `MySQLDriver.transport`."""
        transport: asyncio.Transport | None = connection._transport  # noqa: SLF001 -- no public name for it
        return transport

    def fetch(self, connection: Any, sql: str, arguments: Sequence[Any]) -> Awaitable[tuple[Sequence[Any], Any]]:
        """Send a SELECT; see `Driver.fetch`. Its warnings are not asked for, which would cost a round trip."""
        found: Awaitable[tuple[Sequence[Any], Any]] = connection.driver_connection.select(sql, arguments)
        return found
