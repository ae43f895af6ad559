"""``mysql+mysqlconnector_async://`` under SQLAlchemy: options, errors, isolation levels, and what a session costs."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from mysql.connector import errors
from mysql.connector.constants import ClientFlag
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from aiolift.drivers.mysqlconnector_dialect import (
    MariaDBDialect_mysqlconnector_async,
    MySQLDialect_mysqlconnector_async,
)
from tests.drivers.conftest import MakeEngine
from tests.servers import Server


class TestConnectArguments:
    """What becomes of a plain URL."""

    def arguments(self, query: str = "") -> dict[str, Any]:
        """The driver's options for a URL."""
        url = make_url(f"mysql+mysqlconnector_async://user:pass@db:3307/travel{query}")
        positional, options = MySQLDialect_mysqlconnector_async().create_connect_args(url)
        assert positional == []
        return options

    def test_defaults(self) -> None:
        """No stacked statements, no LOCAL INFILE, found rows counted, utf8mb4, no autocommit."""
        options = self.arguments()
        flags = options.pop("client_flags")
        assert flags & ClientFlag.FOUND_ROWS
        assert not flags & (ClientFlag.MULTI_STATEMENTS | ClientFlag.LOCAL_FILES)
        assert options == {
            "host": "db",
            "port": 3307,
            "user": "user",
            "password": "pass",
            "database": "travel",
            "charset": "utf8mb4",
            "collation": "utf8mb4_general_ci",
            "init_command": "SET NAMES utf8mb4",
            "autocommit": False,
            "allow_local_infile": False,
        }

    def test_options(self) -> None:
        """Options in the URL win, as the types that the driver wants."""
        options = self.arguments("?read_timeout=5&ssl_disabled=true&autocommit=1&collation=utf8mb4_bin&client_flags=2")
        assert options["read_timeout"] == 5
        assert options["ssl_disabled"] is True
        assert options["autocommit"] is True
        assert options["client_flags"] == 2
        assert options["collation"] == "utf8mb4_bin"
        assert "init_command" not in options

    @pytest.mark.parametrize("query", ["", "?collation=utf8mb4_bin"])
    async def test_collation(self, make_engine: MakeEngine, query: str) -> None:
        """A connection has the server's own collation, or the one that the URL names."""
        async with make_engine(query).connect() as connection:
            collation = await connection.scalar(text("SELECT @@collation_connection"))
            default = (await connection.execute(text("SHOW CHARACTER SET LIKE 'utf8mb4'"))).mappings().one()
        assert collation == (default["Default collation"] if not query else "utf8mb4_bin")


class TestDialect:
    """What SQLAlchemy asks the dialect."""

    def test_names(self) -> None:
        """The URL's names lead to the two classes, and cached statements are allowed."""
        for name, cls in [
            ("mysql", MySQLDialect_mysqlconnector_async),
            ("mariadb", MariaDBDialect_mysqlconnector_async),
        ]:
            assert make_url(f"{name}+mysqlconnector_async://").get_dialect() is cls
            assert cls.__dict__["supports_statement_cache"] is True
            assert cls.is_async is True

    async def test_versions(self, engine: AsyncEngine, server: Server) -> None:
        """The versions of server and driver are known, and which of the two servers it is."""
        async with engine.connect():
            pass
        assert engine.dialect.server_version_info >= (9, 0) if server.kind == "mysql" else (10, 0)
        assert engine.dialect.is_mariadb is (server.kind == "mariadb")
        assert engine.dialect.dbapi.__version__.split(".")[0].isdigit()

    @pytest.mark.parametrize("number", [1053, 1927, 2006, 2013, 2055, 3169, 4031])
    def test_disconnect(self, number: int) -> None:
        """These errors mean that the connection is gone, whatever their class."""
        for cls in (errors.OperationalError, errors.InterfaceError, errors.DatabaseError):
            assert self.dialect().is_disconnect(cls("gone", errno=number), None, None)

    @pytest.mark.parametrize("number", [1040, 1047, 1062, 1205, 1213, 1290, 1317, 3024])
    def test_no_disconnect(self, number: int) -> None:
        """After these the connection lives on."""
        assert not self.dialect().is_disconnect(errors.DatabaseError("lives", errno=number), None, None)

    def test_other_errors_are_no_disconnect(self) -> None:
        """Nor is anything that the driver did not raise."""
        assert not self.dialect().is_disconnect(ValueError("2013"), None, None)

    def dialect(self) -> MySQLDialect_mysqlconnector_async:
        """A dialect that has its DBAPI."""
        return MySQLDialect_mysqlconnector_async(dbapi=MySQLDialect_mysqlconnector_async.import_dbapi())


class TestErrors:
    """Errors have the classes that the other MySQL drivers give them."""

    async def test_deadlock(self, make_engine: MakeEngine) -> None:
        """A deadlock is an OperationalError 1213; the connection lives on."""
        engine = make_engine(pool_size=2)
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE t (id INT PRIMARY KEY, n INT)"))
            await connection.execute(text("INSERT INTO t VALUES (:id, 0)"), [{"id": 1}, {"id": 2}])
        update = text("UPDATE t SET n = n + 1 WHERE id = :id")
        async with engine.connect() as one, engine.connect() as other:
            await one.execute(update, {"id": 1})
            await other.execute(update, {"id": 2})
            results = await asyncio.gather(
                one.execute(update, {"id": 2}), other.execute(update, {"id": 1}), return_exceptions=True
            )
        [error] = [result for result in results if isinstance(result, BaseException)]
        assert isinstance(error, OperationalError)
        assert error.orig is not None
        assert error.orig.errno == 1213
        assert error.orig.sqlstate == "40001"
        assert not error.connection_invalidated

    @pytest.mark.parametrize(
        ("statement", "cls", "number"),
        [
            ("INSERT INTO t VALUES (NULL, 1)", IntegrityError, 1048),
            ("INSERT INTO t VALUES (1, 'abc')", DataError, 1406),
            ("SELECT * FROM missing", ProgrammingError, 1146),
            ("INSERT INTO t (b) VALUES ('a')", OperationalError, 1364),
            ("SIGNAL SQLSTATE 'HY000'", OperationalError, 1644),
        ],
    )
    async def test_class(self, engine: AsyncEngine, statement: str, cls: type[DBAPIError], number: int) -> None:
        """Each error of the server has its class and its number."""
        async with engine.connect() as connection:
            await connection.execute(text("CREATE TABLE t (a INT NOT NULL, b VARCHAR(2))"))
            with pytest.raises(DBAPIError) as caught:
                await connection.execute(text(statement))
            assert type(caught.value) is cls
            assert caught.value.orig is not None
            assert caught.value.orig.errno == number
            assert await connection.scalar(text("SELECT 'own'")) == "own"


class TestRoundTrips:
    """What a session costs."""

    async def test_select_in_autocommit_mode(self, make_engine: MakeEngine, server: Server) -> None:
        """A session with one SELECT on an AUTOCOMMIT engine costs one round trip, parameters and all."""
        engine = make_engine(isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True)
        async with engine.connect():
            pass
        watcher = server.connect()
        sessions = 10
        with watcher, watcher.cursor() as cursor:

            def questions() -> int:
                cursor.execute("SHOW GLOBAL STATUS LIKE 'Questions'")
                row = cursor.fetchone()
                assert row is not None
                return int(row[1])

            before = questions()
            for _ in range(sessions):
                async with engine.connect() as connection:
                    assert await connection.scalar(text("SELECT :a"), {"a": "back\\slash"}) == "back\\slash"
            assert questions() - before == sessions + 1  # the one is that of the watcher


class TestIsolation:
    """Isolation levels and autocommit."""

    @pytest.mark.parametrize("level", ["SERIALIZABLE", "READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ"])
    async def test_level(self, engine: AsyncEngine, level: Any) -> None:
        """A level that a connection asks for is the session's, and only as long as it is checked out."""
        async with engine.connect() as connection:
            default = await connection.get_isolation_level()
            await connection.execution_options(isolation_level=level)
            assert await connection.get_isolation_level() == level
        async with engine.connect() as connection:
            assert await connection.get_isolation_level() == default

    async def test_autocommit(self, engine: AsyncEngine) -> None:
        """In AUTOCOMMIT a statement is committed at once; the next user of the connection is not in it any more."""
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            raw = (await connection.get_raw_connection()).dbapi_connection
            assert engine.dialect.detect_autocommit_setting(raw) is True
            await connection.execute(text("CREATE TABLE t (n INT)"))
            await connection.execute(text("INSERT INTO t VALUES (1)"))
            await connection.rollback()
            assert await connection.scalar(text("SELECT COUNT(*) FROM t")) == 1
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT @@autocommit")) == 0
            raw = (await connection.get_raw_connection()).dbapi_connection
            assert engine.dialect.detect_autocommit_setting(raw) is False
            await connection.execute(text("INSERT INTO t VALUES (2)"))
            await connection.rollback()
            assert await connection.scalar(text("SELECT COUNT(*) FROM t")) == 1

    async def test_savepoint(self, engine: AsyncEngine) -> None:
        """A nested transaction is rolled back alone."""
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE t (n INT)"))
            await connection.execute(text("INSERT INTO t VALUES (1)"))
            with suppress(RuntimeError):
                async with connection.begin_nested():
                    await connection.execute(text("INSERT INTO t VALUES (2)"))
                    raise RuntimeError
        async with engine.connect() as connection:
            assert (await connection.execute(text("SELECT n FROM t"))).scalars().all() == [1]
