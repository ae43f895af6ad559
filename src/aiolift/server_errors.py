"""What a server's error says, by its number: the exception classes of the drivers do not agree, the numbers do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import Dialect, ExceptionContext

#: MySQL and MariaDB: the transaction was rolled back or can be, and the same work may succeed in a new one.
TRANSIENT = frozenset(
    {
        1205,  # ER_LOCK_WAIT_TIMEOUT
        1213,  # ER_LOCK_DEADLOCK; in Galera also the answer to a COMMIT that lost certification
        1020,  # ER_CHECKREAD: MariaDB's snapshot isolation, the record has changed since it was read
        1047,  # Galera: the node is not ready for queries; a new connection may reach another
        8002,  # TiDB: SELECT FOR UPDATE conflict
        8022,  # TiDB: the commit failed and was rolled back
        8028,  # TiDB: the schema changed during the transaction
        9007,  # TiDB: write conflict
    }
)
#: The whole transaction was rolled back, and not only the statement.
ROLLED_BACK = frozenset(
    {
        1213,  # ER_LOCK_DEADLOCK
        8002,  # TiDB: SELECT FOR UPDATE conflict
        8022,  # TiDB: the commit failed
        9007,  # TiDB: write conflict
    }
)
#: The connection is of no use any more, though SQLAlchemy's `is_disconnect` does not say so of all of them.
CONNECTION_GONE = frozenset(
    {
        1047,  # Galera: this node is not ready
        1053,  # ER_SERVER_SHUTDOWN
        1290,  # ER_OPTION_PREVENTS_STATEMENT: --read-only, the primary has become a replica
        1927,  # MariaDB: ER_CONNECTION_KILLED
        2006,  # CR_SERVER_GONE_ERROR
        2013,  # CR_SERVER_LOST
        2014,  # CR_COMMANDS_OUT_OF_SYNC
        2055,  # CR_SERVER_LOST_EXTENDED
        3169,  # MySQL: ER_SESSION_WAS_KILLED
        4031,  # MySQL: ER_CLIENT_INTERACTION_TIMEOUT
    }
)
#: No server answered, or one that is going down or coming up.
UNREACHABLE = frozenset({1053, 2002, 2003, 2005, 2006, 2013, 2055})
#: Numbers that the client libraries give themselves, where no server has answered.
CLIENT_CODES = range(2000, 3000)
#: The server's last words on a connection: it ended what was running, and does not say how far that had come.
KILLED = frozenset({1053, 1927, 3169, 4031})
#: What a person can do about a refused connection.
CONNECT_FIXES = {
    1044: "grant this user access to the database",
    1045: "check the user and the password of the URL, and that the user may come from this host",
    1049: "create the database, or correct its name in the URL",
    1040: "the server has too many connections: lower pool_size, or raise the server's max_connections",
    1130: "allow this host on the server: CREATE USER 'user'@'host'",
    2026: "TLS failed: check tls_ca, and that the certificate names the host of the URL (tls_check_hostname)",
}

#: PostgreSQL: serialization_failure and deadlock_detected.
_TRANSIENT_SQLSTATES = frozenset({"40001", "40P01"})
#: SQLite: SQLITE_BUSY and SQLITE_LOCKED.
_TRANSIENT_SQLITE = frozenset({5, 6})

#: The server refuses a write in a read-only transaction: MySQL and MariaDB, PostgreSQL, SQLite.
_READ_ONLY_TRANSACTION = 1792
_READ_ONLY_SQLSTATE = "25006"
_READ_ONLY_SQLITE = 8


def code(error: BaseException) -> int | None:
    """Return the error number that the server (or the client library, from 2000 on) gave, or None."""
    raw = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    number = getattr(raw, "errno", None)
    if number is None and raw.args:
        number = raw.args[0]
    return number if isinstance(number, int) and number > 0 else None


def is_answer(context: ExceptionContext) -> bool:
    """Whether the server sent the error, so that both sides agree where the conversation stands.

    Else it was raised inside the driver, perhaps in the middle of an answer. For ``handle_error`` listeners.
    """
    return sent_by_server(context.original_exception, context.dialect, is_disconnect=context.is_disconnect)


def sent_by_server(error: BaseException, dialect: Dialect, *, is_disconnect: bool) -> bool:
    """Return the same of `error`, a driver's own; `is_disconnect` is what the dialect says of it."""
    if not isinstance(error, dialect.loaded_dbapi.Error):
        return False
    if dialect.name not in {"mysql", "mariadb"}:
        return not is_disconnect
    number = code(error)
    return number is not None and number not in CLIENT_CODES


def message(error: BaseException) -> str:
    """Return what the server said, and its number, as a person would write it."""
    raw = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    match raw.args:
        case (int(number), str(said), *_):
            return f"{said} ({number})"
    return str(raw)


def is_transient(error: BaseException) -> bool:
    """Whether the same unit of work may succeed when it is run again in a new session."""
    if not isinstance(error, DBAPIError) or error.orig is None:
        return False
    return (
        code(error) in TRANSIENT
        or _sqlstate(error.orig) in _TRANSIENT_SQLSTATES
        or _sqlite_code(error.orig) in _TRANSIENT_SQLITE
    )


def is_read_only(error: BaseException) -> bool:
    """Whether the server refused a write in a read-only transaction. For the driver's own errors."""
    return (
        code(error) == _READ_ONLY_TRANSACTION
        or _sqlstate(error) == _READ_ONLY_SQLSTATE
        or _sqlite_code(error) == _READ_ONLY_SQLITE
    )


def is_unreachable(error: BaseException) -> bool:
    """Whether a connection attempt found no server that answers, so that a later one may."""
    raw = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return isinstance(raw, OSError) or code(error) in UNREACHABLE


def _sqlstate(error: BaseException) -> str | None:
    state = getattr(error, "sqlstate", None)
    return state if isinstance(state, str) else None


def _sqlite_code(error: BaseException) -> int | None:
    number = getattr(error, "sqlite_errorcode", None)
    return number & 0xFF if isinstance(number, int) else None  # the primary part of an extended code
