"""``mysql+mysqlconnector_async://`` under SQLAlchemy: values, modes, streams, cancellation, lost connections."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import tracemalloc
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from mysql.connector import errors
from mysql.connector.constants import ClientFlag
from sqlalchemy import JSON, Column, Integer, MetaData, Table, bindparam, func, insert, select, text
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from aiolift.drivers.mysqlconnector import MysqlconnectorDriver
from aiolift.drivers.mysqlconnector_dialect import (
    MariaDBDialect_mysqlconnector_async,
    MySQLDialect_mysqlconnector_async,
)
from aiolift.settings import DatabaseSettings
from tests.servers import FaultProxy, LocalServer, Server


async def connection_id(connection: AsyncConnection) -> int:
    """The server's number of the connection."""
    return int(await connection.scalar(text("SELECT CONNECTION_ID()")))


async def channel_of(connection: AsyncConnection) -> Any:
    """The channel behind a connection."""
    return (await connection.get_raw_connection()).dbapi_connection.channel


MakeEngine = Callable[..., AsyncEngine]


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


class TestValues:
    """What is stored comes back."""

    COLUMNS = """
        id INT PRIMARY KEY, words VARCHAR(100), long_words LONGTEXT, content LONGBLOB, fixed BINARY(3), amount
        DECIMAL(30, 10), ratio DOUBLE, single FLOAT, big BIGINT UNSIGNED, flag BOOL, bits BIT(10), born DATE, at
        DATETIME(6), seen TIMESTAMP(3) NULL, length TIME(6), year YEAR, kind ENUM('a', '한글'), tags SET('x', 'y'),
        data JSON
    """
    ROW: dict[str, Any] = {  # noqa: RUF012 -- a constant
        "id": 1,
        "words": "한글 👩‍👩‍👧 100% %s ' \" \\ \n",
        "long_words": "긴 글 " * 100_000,
        "content": bytes(range(256)) * 1000,
        "fixed": b"\x00\xff'",
        "amount": Decimal("12345678901234567890.0123456789"),
        "ratio": 0.1,
        "single": 0.5,
        "big": 2**64 - 1,
        "flag": True,
        "bits": 0b1000000001,
        "born": dt.date(2024, 2, 29),
        "at": dt.datetime(2024, 2, 29, 23, 59, 59, 999999),
        "seen": dt.datetime(2024, 2, 29, 23, 59, 59, 999000),
        "length": -dt.timedelta(hours=800, microseconds=1),
        "year": 2024,
        "kind": "한글",
        "tags": {"x", "y"},
        "data": '{"a": ["한글", 1.5, null]}',
    }

    @pytest.fixture
    async def connection(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """A connection with a table that has a column of every kind."""
        async with engine.connect() as connection:
            await connection.execute(text("SET sql_mode = 'ALLOW_INVALID_DATES'"))
            await connection.execute(text(f"CREATE TABLE t ({self.COLUMNS})"))
            yield connection

    @pytest.mark.parametrize("stream", [False, True])
    async def test_round_trip(self, connection: AsyncConnection, stream: bool) -> None:
        """Every type comes back as the Python type that SQLAlchemy expects, streamed or not."""
        names = ", ".join(f":{name}" for name in self.ROW)
        values = {**self.ROW, "tags": "x,y"}
        await connection.execute(text(f"INSERT INTO t VALUES ({names})"), values)
        result = await connection.stream(text("SELECT * FROM t"), execution_options={"stream_results": stream})
        row = await result.mappings().one()
        assert dict(row) == self.ROW
        assert {name: type(value) for name, value in row.items()} == {
            **{name: type(value) for name, value in self.ROW.items()},
            "flag": int,
        }

    async def test_nulls(self, connection: AsyncConnection) -> None:
        """NULL is None in every column, as a value and as a parameter."""
        await connection.execute(text("INSERT INTO t (id, words) VALUES (1, :null)"), {"null": None})
        [row] = (await connection.execute(text("SELECT * FROM t"))).all()
        assert row == (1, *[None] * (len(self.ROW) - 1))

    async def test_dates_that_are_none(self, connection: AsyncConnection) -> None:
        """A date that Python does not have is None."""
        await connection.execute(text("INSERT INTO t (id, born, at) VALUES (1, '0000-00-00', '2024-02-31 00:00:00')"))
        assert (await connection.execute(text("SELECT born, at FROM t"))).all() == [(None, None)]

    async def test_columns_of_the_dialect(self, engine: AsyncEngine) -> None:
        """The types of SQLAlchemy's MySQL dialect work on top of it."""
        table = Table(
            "typed",
            MetaData(),
            Column("id", Integer, primary_key=True),
            Column("bits", mysql.BIT(10)),
            Column("length", mysql.TIME(fsp=6)),
            Column("tags", mysql.SET("x", "y")),
            Column("kind", mysql.ENUM("a", "b")),
            Column("year", mysql.YEAR),
            Column("data", JSON),
        )
        row = {
            "id": 1,
            "bits": 513,
            "length": dt.time(1, 2, 3, 4),
            "tags": {"x", "y"},
            "kind": "b",
            "year": 1999,
            "data": {"a": [None, True, 1.5, "한글"]},
        }
        async with engine.begin() as connection:
            await connection.run_sync(table.metadata.create_all)
            await connection.execute(insert(table), [row])
            assert (await connection.execute(select(table))).mappings().one() == row

    async def test_percent(self, connection: AsyncConnection) -> None:
        """A percent sign in text SQL, in a LIKE pattern, in a name and as an operator is a percent sign."""
        await connection.execute(text("INSERT INTO t (id, words) VALUES (1, :words)"), {"words": "100%something"})
        found = text("SELECT words FROM t WHERE words LIKE '%some%' AND words LIKE :pattern AND 7 % 4 = 3")
        assert await connection.scalar(found, {"pattern": "100%"}) == "100%something"
        assert (await connection.exec_driver_sql("SELECT 5 %% 3 AS `a%%s`")).mappings().all() == [{"a%s": 2}]
        assert await connection.scalar(select(bindparam("n", 7) % 4)) == 3

    async def test_collation_of_parameters(self, connection: AsyncConnection) -> None:
        """A parameter that is cast can be compared with a column."""
        await connection.execute(text("INSERT INTO t (id, words) VALUES (1, 'a')"))
        assert await connection.scalar(text("SELECT id FROM t WHERE words = CAST(:w AS CHAR(10))"), {"w": "a"}) == 1


class Base(DeclarativeBase):
    """The models of this module."""


class Item(Base):
    """A model."""

    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(mysql.VARCHAR(50), unique=True)


class TestBulk:
    """Many rows at once, through SQLAlchemy."""

    @pytest.fixture
    async def connection(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """A connection with a table `item`."""
        async with engine.connect() as connection:
            await connection.run_sync(Base.metadata.create_all)
            yield connection

    async def statements(self, connection: AsyncConnection) -> int:
        """How many statements the session has sent."""
        row = (await connection.execute(text("SHOW SESSION STATUS LIKE 'Questions'"))).one()
        return int(row[1])

    async def test_insert(self, connection: AsyncConnection) -> None:
        """A thousand rows are one statement."""
        before = await self.statements(connection)
        rows = [{"id": n, "name": f"name {n}"} for n in range(1, 1001)]
        assert (await connection.execute(insert(Item), rows)).rowcount == 1000
        assert await self.statements(connection) == before + 2
        assert await connection.scalar(select(func.count()).select_from(Item)) == 1000

    async def test_upsert(self, connection: AsyncConnection) -> None:
        """So are a thousand rows of the dialect's own upsert, in the server's syntax."""
        statement = mysql.insert(Item)
        statement = statement.on_duplicate_key_update(name=statement.inserted.name)
        rows = [{"id": n, "name": f"name {n}"} for n in range(1, 1001)]
        before = await self.statements(connection)
        await connection.execute(statement, rows)
        await connection.execute(statement, [{**row, "name": f"{row['name']}!"} for row in rows])
        assert await self.statements(connection) == before + 3
        assert await connection.scalar(select(func.count()).where(Item.name.endswith("!"))) == 1000

    async def test_unit_of_work(self, connection: AsyncConnection) -> None:
        """New objects get their ids, and changed ones are written back."""

        def work(sync_connection: Any) -> list[tuple[int, str]]:
            with Session(sync_connection) as session:
                items = [Item(name=f"name {n}") for n in range(3)]
                session.add_all(items)
                session.flush()
                for item in items:
                    item.name += "!"
                session.flush()
                return [(item.id, item.name) for item in items]

        assert await connection.run_sync(work) == [(1, "name 0!"), (2, "name 1!"), (3, "name 2!")]

    async def test_integrity(self, connection: AsyncConnection) -> None:
        """A violated constraint is an IntegrityError, after which the connection goes on."""
        await connection.execute(insert(Item).values(id=1, name="a"))
        with pytest.raises(IntegrityError):
            await connection.execute(insert(Item).values(id=2, name="a"))
        assert await connection.scalar(select(func.count()).select_from(Item)) == 1


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


class TestStream:
    """Rows that stay on the server until they are read."""

    async def test_bounded_memory(self, engine: AsyncEngine, endless: str) -> None:
        """Twenty megabytes of rows pass through less than two."""
        wide = endless.replace("a.n", "REPEAT('x', 1000)")
        async with engine.connect() as connection:
            result = await connection.stream(text(f"{wide} LIMIT 20000"), execution_options={"yield_per": 100})
            tracemalloc.start()
            count = 0
            async for _ in result:
                count += 1
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert count == 20_000
        assert peak < 2_000_000

    async def test_connection_is_kept(self, engine: AsyncEngine) -> None:
        """A stream that was read to its end leaves a connection that can be used again."""
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            result = await connection.stream(text("SELECT 1 UNION SELECT 2"))
            assert [row async for row in result] == [(1,), (2,)]
        async with engine.connect() as connection:
            assert await connection_id(connection) == own_id

    async def test_first_row_of_one(self, engine: AsyncEngine) -> None:
        """So does one whose only row was fetched."""
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            result = await connection.stream(text("SELECT 1"))
            assert await result.first() == (1,)
        async with engine.connect() as connection:
            assert await connection_id(connection) == own_id

    @pytest.mark.parametrize("autocommit", [False, True])
    async def test_left_early(self, make_engine: MakeEngine, endless: str, autocommit: bool) -> None:
        """Who leaves an endless stream does not wait for its end: the connection is replaced."""
        options = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True} if autocommit else {}
        engine = make_engine(**options)
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            async for row in await connection.stream(text(endless)):
                assert row == (0,)
                break
        async with engine.connect() as connection:
            assert await connection_id(connection) != own_id
        assert engine.pool.checkedin() == 1

    async def test_error_in_the_middle(self, engine: AsyncEngine, endless: str) -> None:
        """The same where an exception ends the loop; it is that exception that arrives."""
        with pytest.raises(RuntimeError, match="mine"):
            async with engine.begin() as connection:
                async for _ in await connection.stream(text(endless)):
                    raise RuntimeError("mine")
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT 'own'")) == "own"

    async def test_rollback_and_go_on(self, engine: AsyncEngine, endless: str) -> None:
        """After the rollback the same AsyncConnection goes on, with a new connection; the transaction is undone."""
        async with engine.connect() as connection:
            await connection.execute(text("CREATE TABLE t (n INT)"))
            await connection.execute(text("INSERT INTO t VALUES (1)"))
            result = await connection.stream(text(endless))
            await result.fetchone()
            await result.close()
            await connection.rollback()
            assert await connection.scalar(text("SELECT COUNT(*) FROM t")) == 0

    async def test_transaction_goes_on(self, engine: AsyncEngine) -> None:
        """Who leaves a stream and goes on in the same transaction loses nothing of it."""
        numbers = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 900) SELECT n FROM t"
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE kept (n INT)"))
            await connection.execute(text("INSERT INTO kept VALUES (1)"))
            async for _ in await connection.stream(text(numbers)):
                break
            await connection.execute(text("INSERT INTO kept VALUES (2)"))
            async for _ in await connection.stream(text(numbers)):
                break
        async with engine.connect() as connection:
            assert (await connection.execute(text("SELECT n FROM kept"))).scalars().all() == [1, 2]

    async def test_statement_in_between(self, engine: AsyncEngine) -> None:
        """A statement in the middle of a stream gets its answer; the stream does not pretend to have ended."""
        async with engine.connect() as connection:
            stream = await connection.stream(
                text("SELECT 1 UNION SELECT 2 UNION SELECT 3"), execution_options={"max_row_buffer": 1}
            )
            assert await stream.fetchone() == (1,)
            assert await connection.scalar(text("SELECT 'own'")) == "own"
            with pytest.raises(InterfaceError, match="another statement was sent"):
                await stream.fetchone()

    async def test_killed(self, engine: AsyncEngine, server: Server, endless: str) -> None:
        """A stream that is killed on the server is an error, and the connection lives on."""
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            # wide rows: what is on its way to us when the query is killed is read first
            wide = endless.replace("a.n", "REPEAT('x', 10000)")
            stream = await connection.stream(text(wide), execution_options={"yield_per": 100})
            await stream.fetchone()
            server.run_sql(f"KILL QUERY {own_id}")
            with pytest.raises(DBAPIError):
                async for _ in stream:
                    pass
            assert await connection_id(connection) == own_id


class TestCancellation:
    """A cancelled query never answers the next one."""

    async def _cancel(self, awaitable: Any, after: float) -> None:
        task = asyncio.ensure_future(awaitable)
        await asyncio.sleep(after)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def test_at_random_moments(self, make_engine: MakeEngine) -> None:
        """200 sessions cancelled at random moments, 40 left alone: all answers are right, nothing stays checked out."""
        engine = make_engine(pool_size=3)
        moments = random.Random(1)
        finished = []
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE t (n INT)"))

        async def session(n: int) -> None:
            async with engine.begin() as connection:
                assert await connection.scalar(text("SELECT :n"), {"n": n}) == n
                await connection.execute(text("INSERT INTO t VALUES (:n)"), [{"n": n}, {"n": n}])
                assert (await connection.execute(text("SELECT n FROM t WHERE n = :n"), {"n": n})).all() == [(n,), (n,)]
                async for row in await connection.stream(text("SELECT n FROM t WHERE n = :n"), {"n": n}):
                    assert row == (n,)
            finished.append(n)

        for n in range(0, 240, 6):
            cancelled = (self._cancel(session(m), moments.uniform(0, 0.08)) for m in range(n, n + 5))
            await asyncio.gather(*cancelled, session(n + 5))
        assert 40 <= len(finished) < 240
        assert engine.pool.checkedout() == 0
        async with engine.connect() as connection:
            counts = dict((await connection.execute(text("SELECT n, COUNT(*) FROM t GROUP BY n"))).all())
        assert set(counts.values()) == {2}
        assert set(finished) <= set(counts)

    async def test_closed_at_once(self, engine: AsyncEngine) -> None:
        """The socket of a cancelled query is closed when the cancellation arrives, and the pool gives out another."""
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            channel = await channel_of(connection)
            task = asyncio.create_task(connection.execute(text("SELECT SLEEP(10)")))
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert not channel.is_open
        async with engine.connect() as connection:
            assert await connection_id(connection) != own_id

    @pytest.mark.parametrize("operation", ["commit", "rollback"])
    async def test_end_of_a_transaction(self, engine: AsyncEngine, operation: str) -> None:
        """A cancelled COMMIT or ROLLBACK closes the connection as well."""
        async with engine.connect() as connection:
            channel = await channel_of(connection)
            await connection.execute(text("SELECT 1"))
            task = asyncio.create_task(getattr(connection, operation)())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert not channel.is_open
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT 'own'")) == "own"

    async def test_stream(self, engine: AsyncEngine, endless: str) -> None:
        """So does a cancelled stream."""

        async def read() -> None:
            async with engine.connect() as connection:
                async for _ in await connection.stream(text(endless), execution_options={"yield_per": 10}):
                    pass

        await self._cancel(read(), 0.1)
        assert engine.pool.checkedout() == 0
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT 'own'")) == "own"


class TestLostConnection:
    """A connection that is gone."""

    async def test_killed(self, engine: AsyncEngine, server: Server) -> None:
        """A killed connection is an error that says so, and is replaced."""
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            server.run_sql(f"KILL {own_id}")
            with pytest.raises(DBAPIError) as caught:
                await connection.execute(text("SELECT 1"))
            assert caught.value.connection_invalidated
        async with engine.connect() as connection:
            assert await connection_id(connection) != own_id

    async def test_idle_for_too_long(self, engine: AsyncEngine) -> None:
        """So is one that the server has closed for being idle."""
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            await connection.execute(text("SET SESSION wait_timeout = 1"))
            await asyncio.sleep(2)
            with pytest.raises(DBAPIError) as caught:
                await connection.execute(text("SELECT 1"))
            assert caught.value.connection_invalidated
        async with engine.connect() as connection:
            assert await connection_id(connection) != own_id

    async def test_killed_while_it_waits(self, engine: AsyncEngine, server: Server) -> None:
        """And one that is killed in the middle of a query."""
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            task = asyncio.create_task(connection.execute(text("SELECT SLEEP(10)")))
            await asyncio.sleep(0.05)
            server.run_sql(f"KILL {own_id}")
            with pytest.raises(DBAPIError) as caught:
                await task
            assert caught.value.connection_invalidated

    async def test_restarted_server(self, engine: AsyncEngine, local_server: LocalServer) -> None:
        """After a restart of the server the first statement fails, and the next one has a new connection."""
        async with engine.connect() as connection:
            await connection_id(connection)
        local_server.kill()
        local_server.start()
        with pytest.raises(OperationalError) as caught:
            async with engine.connect() as connection:
                await connection_id(connection)
        assert caught.value.connection_invalidated
        async with engine.connect() as connection:
            await connection_id(connection)

    async def test_read_timeout(self, make_engine: MakeEngine) -> None:
        """An answer that takes too long is an OperationalError, and nobody else will get it."""
        engine = make_engine("?read_timeout=1")
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            with pytest.raises(OperationalError) as caught:
                await connection.execute(text("SELECT SLEEP(10)"))
            assert caught.value.connection_invalidated
            assert caught.value.orig is not None
            assert caught.value.orig.errno == 2013
        async with engine.connect() as connection:
            assert await connection_id(connection) != own_id

    async def test_error_of_the_driver(self, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
        """An error inside the driver arrives as it is; its connection is replaced without another error."""

        def fail(*_: Any) -> Any:
            raise ValueError("not a date")

        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            raw = await connection.get_raw_connection()
            assert raw.driver_connection is not None
            with monkeypatch.context() as patch:
                patch.setattr(raw.driver_connection.converter, "row_to_python", fail)
                with pytest.raises(ValueError, match="not a date"):
                    await connection.execute(text("SELECT 1"))
        async with engine.connect() as connection:
            assert await connection_id(connection) != own_id

    async def test_request_for_a_file(self, server: Server) -> None:
        """A server that asks for a file gets nothing, and no further statement."""
        async with FaultProxy(server) as proxy:
            url = make_url(proxy.url("mysqlconnector_async", database="mysql"))
            settings = DatabaseSettings.create(url=url.render_as_string(hide_password=False))
            # aiolift's own connection, as the driver cannot log in to MySQL without TLS
            engine = create_async_engine(url, async_creator=lambda: MysqlconnectorDriver().connect(url, settings))
            proxy.ask_for_file(lambda query: "innocent" in query)
            async with engine.connect() as connection:
                channel = await channel_of(connection)
                with pytest.raises(DBAPIError):
                    await connection.execute(text("SELECT 'innocent'"))
                assert not channel.is_open
            assert (proxy.file_requests, proxy.stolen) == (1, b"")
            await engine.dispose()
