"""What the three MySQL drivers share: an engine on aiolift's own connections, opened within a time and tried again."""

from __future__ import annotations

import asyncio
import select
import ssl
from abc import abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy.ext.asyncio
import stamina

from aiolift.drivers import tls
from aiolift.drivers.base import Driver
from aiolift.drivers.farewells import Farewells
from aiolift.drivers.mode import Mode
from aiolift.errors import UnsupportedOptionError
from aiolift.server_errors import is_unreachable

if TYPE_CHECKING:
    from sqlalchemy import URL
    from sqlalchemy.ext.asyncio import AsyncEngine

    from aiolift.settings import DatabaseSettings

#: The numbers that client libraries give a server that cannot be reached, one that is gone, and TLS that fails.
CR_CONN_HOST_ERROR = 2003
CR_SERVER_LOST = 2013
CR_SSL_CONNECTION_ERROR = 2026
#: How long a connection that is closed waits for the server's part in it, in seconds.
CLOSE_TIMEOUT = 1.0


class MySQLDriver(Driver):
    """A driver for MySQL and MariaDB."""

    can_prepare: ClassVar[bool] = False
    """Whether readers can prepare statements on the server."""

    @abstractmethod
    async def connect(self, url: URL, settings: DatabaseSettings, *, local_infile: bool = False) -> Any:
        """Open one connection: no MULTI_STATEMENTS unless allowed, utf8mb4, found rows counted.

        A cancelled or failed attempt leaves no socket behind. The caller watches the time.

        :param local_infile: tell the server that LOAD DATA LOCAL will be understood. The driver itself still refuses
            every request for a file: only `aiolift.bulk.local_infile` answers one.
        """

    @abstractmethod
    def operational_error(self, number: int, message: str) -> Exception:
        """Return the driver's own OperationalError."""

    @abstractmethod
    def transport(self, connection: Any) -> asyncio.Transport | None:
        """Return the transport of this driver's `connection`, or None after it was closed."""

    def query_prefix(self, _connection: Any) -> bytes:
        """Return what stands before the text of a query on this driver's `connection`."""
        return b""

    # of SQLAlchemy's form of a connection:

    @abstractmethod
    def disown(self, connection: Any) -> asyncio.Transport | None:
        """Return the transport of `connection`, which has it no more and counts as closed; None where it is closed.

        A connection that was closed because its task was cancelled still has it.
        """

    @abstractmethod
    async def send(self, connection: Any, statement: str) -> None:
        """Run a statement without rows."""

    @abstractmethod
    def autocommit(self, connection: Any) -> bool:
        """Return whether the session is in autocommit mode, as the server last said."""

    @abstractmethod
    def number(self, connection: Any) -> int:
        """Return the server's number of the connection, as it said in its greeting."""

    @abstractmethod
    def server_version(self, connection: Any) -> str:
        """Return the server's version, as it said in its greeting."""

    def check(self, url: URL, settings: DatabaseSettings) -> None:
        """Refuse TLS over a unix socket; a CA file that cannot be read is an error now, not at 3 o'clock."""
        if settings.unix_socket is not None and settings.wants_tls:
            raise UnsupportedOptionError("tls: a unix socket does not leave this machine; remove tls, or unix_socket")
        if settings.prepared_statements and not self.can_prepare:
            raise UnsupportedOptionError("prepared_statements: only asyncmy has them; use mysql+asyncmy://")
        tls.context(settings)

    def is_open(self, connection: Any) -> bool:
        """Whether the server has sent nothing: to an idle connection it sends nothing but its end, or why it ends."""
        transport = self.transport(connection)
        if transport is None or transport.is_closing():
            return False
        return not _is_readable(transport.get_extra_info("socket").fileno())

    def create_engine(
        self, url: URL, settings: DatabaseSettings, *, local_infile: bool = False, **options: Any
    ) -> AsyncEngine:
        """Make an engine; see `Driver.create_engine`.

        :param local_infile: see `connect`.
        """
        opening = partial(self._open, url, settings, local_infile=local_infile)
        return sqlalchemy.ext.asyncio.create_async_engine(url, async_creator=opening, **options)

    async def set_mode(self, connection: Any, mode: Mode) -> None:
        """Switch the mode in one round trip; see `Driver.set_mode`."""
        name = "tx_read_only" if "MariaDB" in self.server_version(connection) else "transaction_read_only"
        value = int(mode is Mode.READ_ONLY)
        await self.send(connection, f"SET @@session.autocommit = {value}, @@session.{name} = {value}")

    def is_in_mode(self, connection: Any, mode: Mode) -> bool:
        """Whether autocommit is on or off as `mode` has it, as the server last said; see `Driver.is_in_mode`."""
        return self.autocommit(connection) is (mode is Mode.READ_ONLY)

    def farewells(self, url: URL, settings: DatabaseSettings) -> Farewells:
        """Let queries of cancelled tasks be killed; see `Driver.farewells`."""
        return Farewells(self, url, settings)

    def _close_now(self, connection: Any) -> None:
        transport = self.transport(connection)
        if transport is not None:
            transport.abort()

    async def _open(self, url: URL, settings: DatabaseSettings, *, local_infile: bool = False) -> Any:
        """Open a connection; while the server does not accept any, as during a restart, try again for a while."""
        if not settings.connect_retry:
            return await self._open_in_time(url, settings, local_infile=local_infile)
        async for attempt in stamina.retry_context(
            on=is_unreachable, attempts=None, timeout=settings.connect_retry, wait_initial=0.05, wait_max=1.0
        ):
            with attempt:
                return await self._open_in_time(url, settings, local_infile=local_infile)
        raise AssertionError("stamina ends with a result or an error")

    async def _open_in_time(self, url: URL, settings: DatabaseSettings, *, local_infile: bool) -> Any:
        address = where(url, settings)
        try:
            async with asyncio.timeout(settings.connect_timeout) as deadline:
                cancellations = _cancellations()
                connection = await self.connect(url, settings, local_infile=local_infile)
                if _cancellations() > cancellations:  # wait_for before Python 3.12 may lose one; the drivers use it
                    self._close_now(connection)
                    raise asyncio.CancelledError
                return connection
        except Exception as error:
            if deadline.expired():
                message = f"no connection to {address} within {settings.connect_timeout:g} s"
                raise self.operational_error(CR_CONN_HOST_ERROR, message) from error
            if failure := _tls_failure(error):
                message = f"no TLS connection to {address}: {failure}"
                raise self.operational_error(CR_SSL_CONNECTION_ERROR, message) from error
            if isinstance(error, OSError):
                message = f"no connection to {address}: {error}"
                raise self.operational_error(CR_CONN_HOST_ERROR, message) from error
            raise


def _cancellations() -> int:
    """Return how often the running task was asked to end."""
    task = asyncio.current_task()
    return task.cancelling() if task is not None else 0


def where(url: URL, settings: DatabaseSettings) -> str:
    """Return the server's address as a person would write it."""
    return str(settings.unix_socket) if settings.unix_socket else f"{url.host}:{url.port or 3306}"


def _tls_failure(error: BaseException | None) -> ssl.SSLError | None:
    """Return the TLS error that led to `error`, which a driver may call a server that cannot be reached."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__
    return error


def _is_readable(descriptor: int) -> bool:
    if not hasattr(select, "poll"):  # Windows
        return bool(select.select([descriptor], [], [], 0)[0])
    poll = select.poll()  # select() itself takes no descriptor above 1023
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
