"""What an error says is read from its number, which every driver tells in its own way."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from aiolift import server_errors
from tests.drivers.databases import opened

ER_DUP_ENTRY = 1062
ER_NO_SUCH_TABLE = 1146
ER_SIGNAL = 1644


class DriverError(Exception):
    """An error as PyMySQL and asyncmy raise it: the number is the first argument."""


class ConnectorError(Exception):
    """An error as MySQL Connector/Python raises it: the number is an attribute, -1 where there is none."""

    def __init__(self, errno: int) -> None:
        super().__init__(f"{errno}: something")
        self.errno = errno


def wrapped(error: Exception) -> DBAPIError:
    """Return `error` as SQLAlchemy raises it."""
    return DBAPIError("SELECT 1", {}, error)


class TestCode:
    """The number of an error."""

    @pytest.mark.parametrize("wrap", [wrapped, lambda error: error])
    @pytest.mark.parametrize(
        ("error", "number"),
        [
            (DriverError(1213, "Deadlock found"), 1213),
            (ConnectorError(1213), 1213),
            (ConnectorError(-1), None),
            (DriverError("Packet sequence number wrong"), None),
            (DriverError(0, "Not connected"), None),
            (DriverError(), None),
            (ConnectionRefusedError(111, "refused"), 111),
        ],
    )
    def test_number(self, wrap: Any, error: Exception, number: int | None) -> None:
        """It is found in the driver's error and in SQLAlchemy's around it."""
        assert server_errors.code(wrap(error)) == number

    @pytest.mark.parametrize(
        ("statement", "number"),
        [
            ("SELECT * FROM missing", ER_NO_SUCH_TABLE),
            ("INSERT INTO note VALUES (1), (1)", ER_DUP_ENTRY),
            ("SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1644", ER_SIGNAL),
        ],
    )
    async def test_real_errors(self, mysql_url: str, statement: str, number: int) -> None:
        """Each driver's errors have the server's number."""
        async with opened(mysql_url) as database, database.engine.connect() as connection:
            await connection.execute(text("CREATE TABLE note (id INT PRIMARY KEY)"))
            with pytest.raises(DBAPIError) as caught:
                await connection.execute(text(statement))
            assert server_errors.code(caught.value) == number
            assert not connection.invalidated


class TestIsTransient:
    """Whether the same work may succeed in a new session."""

    @pytest.mark.parametrize("number", sorted(server_errors.TRANSIENT))
    def test_transient(self, number: int) -> None:
        """The listed numbers are worth another attempt, from every driver."""
        assert server_errors.is_transient(wrapped(DriverError(number, "…")))
        assert server_errors.is_transient(wrapped(ConnectorError(number)))

    @pytest.mark.parametrize(
        "error",
        [
            wrapped(DriverError(ER_DUP_ENTRY, "…")),
            wrapped(DriverError("1213")),
            DriverError(1213, "not from a statement"),
            StatementError("…", "SELECT 1", {}, None),
            ValueError(1213),
        ],
    )
    def test_not_transient(self, error: Exception) -> None:
        """Other errors are not, nor are numbers that no statement brought."""
        assert not server_errors.is_transient(error)

    def test_busy_sqlite(self, tmp_path: Path) -> None:
        """A SQLite database that another connection has locked is."""
        file = tmp_path / "travel.db"
        with closing(sqlite3.connect(file)) as one, closing(sqlite3.connect(file, timeout=0)) as other:
            one.execute("BEGIN IMMEDIATE")
            with pytest.raises(sqlite3.OperationalError) as caught:
                other.execute("BEGIN IMMEDIATE")
        assert server_errors.is_transient(wrapped(caught.value))

    async def test_broken_rule(self, any_url: str) -> None:
        """A broken constraint is not."""
        async with opened(any_url) as database, database.engine.connect() as connection:
            await connection.execute(text("CREATE TABLE note (id INT PRIMARY KEY)"))
            with pytest.raises(IntegrityError) as caught:
                await connection.execute(text("INSERT INTO note VALUES (1), (1)"))
            assert not server_errors.is_transient(caught.value)


class TestIsReadOnly:
    """Whether a write was refused in a read-only transaction."""

    async def test_real_error(self, any_url: str) -> None:
        """Every driver's own error is recognised, and no other one."""
        async with opened(any_url) as database:
            async with database.engine.begin() as connection:
                await connection.execute(text("CREATE TABLE note (id INT PRIMARY KEY)"))
            async with database.read_engine.connect() as connection:
                errors = []
                for statement in ("INSERT INTO note VALUES (1)", "SELECT * FROM missing"):
                    raw = await connection.get_raw_connection()
                    with pytest.raises(Exception) as caught:  # each driver has its own
                        await connection.run_sync(lambda _, raw=raw, sql=statement: raw.cursor().execute(sql))
                    errors.append(caught.value)
        assert [server_errors.is_read_only(error) for error in errors] == [True, False]


class TestIsUnreachable:
    """Whether no server answered, so that a later attempt may find one."""

    @pytest.mark.parametrize(
        "error",
        [
            ConnectionRefusedError(111, "refused"),
            TimeoutError(),
            wrapped(DriverError(2003, "…")),
            wrapped(ConnectorError(2013)),
            DriverError(1053, "shutdown in progress"),
        ],
    )
    def test_unreachable(self, error: Exception) -> None:
        """A network error, or a server that is going down."""
        assert server_errors.is_unreachable(error)

    @pytest.mark.parametrize("number", [1045, 1049, 1040, 2026, 2059, 1064])
    def test_refused(self, number: int) -> None:
        """A server that refuses the login, or one that is not trusted, will do so again."""
        assert not server_errors.is_unreachable(wrapped(DriverError(number, "…")))


def test_transient_is_not_gone() -> None:
    """A code that the whole unit of work is retried on has its connection closed only where it is of no use."""
    both = server_errors.TRANSIENT & server_errors.CONNECTION_GONE
    assert both == {1047}
