"""SQLAlchemy's dialect for MySQL Connector/Python's asyncio interface: ``mysql+mysqlconnector_async://``.

https://dev.mysql.com/doc/connector-python/en/connector-python-asyncio.html
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, util
from sqlalchemy.dialects.mysql.base import MySQLCompiler, MySQLIdentifierPreparer
from sqlalchemy.dialects.mysql.mariadb import MariaDBDialect
from sqlalchemy.dialects.mysql.mysqlconnector import MySQLDialect_mysqlconnector, MySQLExecutionContext_mysqlconnector

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.engine.interfaces import (
        ConnectArgsType,
        DBAPIConnection,
        DBAPICursor,
        DBAPIModule,
        PoolProxiedConnection,
    )

#: The server has closed the connection, or is about to.
_DISCONNECTED = frozenset(
    {
        1053,  # ER_SERVER_SHUTDOWN
        1927,  # MariaDB: ER_CONNECTION_KILLED
        2006,  # CR_SERVER_GONE_ERROR
        2013,  # CR_SERVER_LOST
        2055,  # CR_SERVER_LOST_EXTENDED
        3169,  # ER_SESSION_WAS_KILLED
        4031,  # ER_CLIENT_INTERACTION_TIMEOUT
    }
)
_OPTION_TYPES: dict[str, type] = {
    "allow_local_infile": bool,
    "autocommit": bool,
    "client_flags": int,
    "compress": bool,
    "connection_timeout": int,
    "get_warnings": bool,
    "raise_on_warnings": bool,
    "read_timeout": int,
    "ssl_disabled": bool,
    "ssl_verify_cert": bool,
    "ssl_verify_identity": bool,
    "write_timeout": int,
}


class MySQLExecutionContext_mysqlconnector_async(MySQLExecutionContext_mysqlconnector):  # noqa: N801 -- as SQLAlchemy's
    """Chooses the cursor."""

    def create_default_cursor(self) -> DBAPICursor:
        """Return a cursor that fetches all rows at once."""
        return self._dbapi_connection.cursor()

    def create_server_side_cursor(self) -> DBAPICursor:
        """Return a cursor for a stream."""
        return self._dbapi_connection.cursor(server_side=True)


class MySQLDialect_mysqlconnector_async(MySQLDialect_mysqlconnector):  # noqa: N801
    """The dialect for MySQL, and for a MariaDB that is addressed as ``mysql``."""

    driver = "mysqlconnector_async"
    supports_statement_cache = True
    supports_server_side_cursors = True
    is_async = True
    has_terminate = True
    execution_ctx_cls = MySQLExecutionContext_mysqlconnector_async
    # those of the blocking dialect leave percent signs as they are, so that LIKE '%some' looks like a placeholder
    preparer = MySQLIdentifierPreparer
    statement_compiler = MySQLCompiler  # type: ignore[assignment]

    @classmethod
    def import_dbapi(cls) -> DBAPIModule:
        """Import the driver."""
        from aiolift.drivers.mysqlconnector_dbapi import AsyncAdapt_mysqlconnector_dbapi

        return AsyncAdapt_mysqlconnector_dbapi()

    @classmethod
    def load_provisioning(cls) -> None:
        """Let SQLAlchemy's dialect suite set up databases as it does for its own MySQL dialects."""
        import_module("sqlalchemy.dialects.mysql.provision")

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Let a connection that cannot be used any more be replaced where a ROLLBACK would be sent."""
        super().engine_created(engine)
        event.listen(engine, "rollback", _drop_instead_of_rollback)

    def create_connect_args(self, url: URL) -> ConnectArgsType:
        """Return the driver's options for `url`: utf8mb4, autocommit off, no stacked statements, no LOCAL INFILE."""
        from aiolift.drivers.mysqlconnector_dbapi import CLIENT_FLAGS

        options: dict[str, Any] = {
            "charset": "utf8mb4",
            **_collation(url),
            "autocommit": False,
            "allow_local_infile": False,
            "client_flags": CLIENT_FLAGS,
            **url.translate_connect_args(username="user"),
            **url.query,
        }
        for name, type_ in _OPTION_TYPES.items():
            util.coerce_kw_type(options, name, type_)
        return [], options

    def do_ping(self, dbapi_connection: DBAPIConnection) -> bool:
        """Ask the server for an answer; see `Dialect.do_ping`."""
        dbapi_connection.ping()
        return True

    def do_terminate(self, dbapi_connection: DBAPIConnection) -> None:
        """Close the connection without waiting for the server; see `Dialect.do_terminate`."""
        dbapi_connection.terminate()

    def is_disconnect(
        self,
        e: Exception,
        connection: PoolProxiedConnection | DBAPIConnection | None,
        cursor: DBAPICursor | None,
    ) -> bool:
        """Whether the connection is of no use after `e`: the server closed it, or this side did, being out of step."""
        channel = getattr(connection, "channel", None)  # the pool's proxy has none after it was invalidated
        if channel is not None and not channel.is_open:
            return True
        return isinstance(e, self.loaded_dbapi.Error) and e.errno in _DISCONNECTED

    def get_driver_connection(self, connection: DBAPIConnection) -> Any:
        """Return the ``mysql.connector.aio.MySQLConnection``."""
        return connection._connection  # noqa: SLF001 -- named so in all of SQLAlchemy's adapted connections


class MariaDBDialect_mysqlconnector_async(MariaDBDialect, MySQLDialect_mysqlconnector_async):  # noqa: N801
    """The dialect for MariaDB."""

    supports_statement_cache = True


def _collation(url: URL) -> dict[str, str]:
    """Return the options that give a connection the server's own collation, unless `url` asks for another.

    The driver would ask every server for that of MySQL 8, which MariaDB does not know; and where the collation of the
    connection is not the one that tables have by default, ``column = CAST(… AS CHAR)`` is an illegal mix.
    """
    if "collation" in url.query:
        return {}
    return {"collation": "utf8mb4_general_ci", "init_command": "SET NAMES utf8mb4"}


def _drop_instead_of_rollback(connection: Connection) -> None:
    """Close a connection that is closed already, or whose stream was left unread: that rolls back as well.

    A ROLLBACK would have to read the stream to its end first, which could be a million rows away.
    """
    if connection.closed or connection.invalidated:
        return
    channel = connection.connection.channel
    if channel.answer is not None or not channel.is_open:
        connection.invalidate()
