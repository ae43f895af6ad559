"""PostgreSQL's async drivers, passed through to SQLAlchemy: https://magicstack.github.io/asyncpg, https://www.psycopg.org."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy.ext.asyncio
from sqlalchemy.util import greenlet_spawn

from aiolift.drivers import tls
from aiolift.drivers.base import Driver
from aiolift.drivers.mode import Mode
from aiolift.errors import UnsupportedOptionError

if TYPE_CHECKING:
    from sqlalchemy import URL
    from sqlalchemy.ext.asyncio import AsyncEngine

    from aiolift.settings import DatabaseSettings


class _PostgreSQLDriver(Driver):
    extra = "postgresql"

    def check(self, url: URL, settings: DatabaseSettings) -> None:
        """Refuse what is not translated for PostgreSQL; see `Driver.check`."""
        if settings.multi_statements:
            raise UnsupportedOptionError("multi_statements: not for PostgreSQL; run the statements one by one")
        if settings.prepared_statements:
            raise UnsupportedOptionError(
                "prepared_statements: PostgreSQL's drivers decide themselves; remove the setting"
            )
        if settings.unix_socket is not None:
            raise UnsupportedOptionError("unix_socket: write PostgreSQL's folder in the URL, as ?host=/run/postgresql")
        tls.context(settings)

    def create_engine(self, url: URL, settings: DatabaseSettings, **options: Any) -> AsyncEngine:
        """Make an engine; see `Driver.create_engine`."""
        return sqlalchemy.ext.asyncio.create_async_engine(url, connect_args=self.connect_args(settings), **options)

    async def set_mode(self, connection: Any, mode: Mode) -> None:
        """Switch the mode in one round trip: autocommit is this side's business; see `Driver.set_mode`."""
        await greenlet_spawn(_set_mode, connection, mode)

    def is_in_mode(self, connection: Any, mode: Mode) -> bool:
        """Whether autocommit is on or off as `mode` has it; see `Driver.is_in_mode`."""
        return bool(connection.autocommit) is (mode is Mode.READ_ONLY)

    def connect_args(self, settings: DatabaseSettings) -> dict[str, Any]:
        """Return the driver's own connection arguments."""
        raise NotImplementedError


class AsyncpgDriver(_PostgreSQLDriver):
    """``postgresql+asyncpg://``."""

    name = "asyncpg"
    module = "asyncpg"

    def connect_args(self, settings: DatabaseSettings) -> dict[str, Any]:
        """Return asyncpg's connection arguments."""
        args: dict[str, Any] = {"timeout": settings.connect_timeout, "command_timeout": settings.read_timeout}
        if settings.wants_tls:
            args["ssl"] = tls.context(settings)
        return args

    def is_open(self, connection: Any) -> bool:
        """Whether the connection is open, as far as asyncpg has noticed."""
        return not connection.is_closed()


class PsycopgDriver(_PostgreSQLDriver):
    """``postgresql+psycopg://``."""

    name = "psycopg"
    module = "psycopg"

    def check(self, url: URL, settings: DatabaseSettings) -> None:
        """Refuse what libpq does not have; see `Driver.check`."""
        super().check(url, settings)
        if settings.read_timeout is not None:
            raise UnsupportedOptionError("read_timeout: psycopg has none; use postgresql+asyncpg, or statement_timeout")
        if settings.tls and not settings.tls_ca and not settings.tls_check_hostname:
            raise UnsupportedOptionError("tls_check_hostname: psycopg needs tls_ca where it is off; set tls_ca")

    def connect_args(self, settings: DatabaseSettings) -> dict[str, Any]:
        """Return libpq's connection parameters."""
        args: dict[str, Any] = {"connect_timeout": max(2, round(settings.connect_timeout))}  # libpq takes 2 s at least
        if settings.wants_tls:
            args["sslmode"] = "verify-full" if settings.tls_check_hostname else "verify-ca"
            args["sslrootcert"] = str(settings.tls_ca) if settings.tls_ca else "system"
        return args

    def is_open(self, connection: Any) -> bool:
        """Whether the connection is open, as far as libpq has noticed."""
        return not connection.closed


def _set_mode(connection: Any, mode: Mode) -> None:
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(f"SET default_transaction_read_only = {'on' if mode is Mode.READ_ONLY else 'off'}")
    cursor.close()
    connection.autocommit = mode is Mode.READ_ONLY
