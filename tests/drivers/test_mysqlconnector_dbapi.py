"""The driver as SQLAlchemy sees it: connecting, modes, and the end of a connection."""

from __future__ import annotations

import asyncio
import gc
import random
import socket
from contextlib import closing
from typing import Any

import pytest
from mysql.connector.aio import MySQLConnection
from mysql.connector.constants import ClientFlag
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, NotSupportedError, OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from aiolift.drivers.mysqlconnector_dbapi import connect
from tests.drivers.conftest import MakeEngine
from tests.servers import FaultProxy, Server


def driver_options(url: str) -> dict[str, Any]:
    """The options of the driver for `url`."""
    parts = make_url(url)
    return {
        "host": parts.host,
        "port": parts.port,
        "user": parts.username,
        "password": parts.password,
        "database": parts.database,
        "charset": "utf8mb4",
        "collation": "utf8mb4_general_ci",
    }


class TestConnect:
    """How a connection comes about, or does not."""

    async def test_async_creator(self, mysqlconnector_url: str) -> None:
        """An engine takes the connections that its ``async_creator`` makes."""
        made: list[MySQLConnection] = []

        async def create() -> MySQLConnection:
            made.append(await connect(**driver_options(mysqlconnector_url)))
            return made[-1]

        engine = create_async_engine("mysql+mysqlconnector_async://", async_creator=create)
        async with engine.connect() as connection:
            assert (await connection.get_raw_connection()).driver_connection is made[0]
        await engine.dispose()

    async def test_mariadb_url(self, mysqlconnector_url: str, server: Server) -> None:
        """``mariadb+mysqlconnector_async://`` reaches a MariaDB, and refuses a MySQL."""
        engine = create_async_engine(mysqlconnector_url.replace("mysql+", "mariadb+", 1))
        if server.kind == "mariadb":
            async with engine.connect() as connection:
                assert await connection.scalar(text("SELECT 1")) == 1
        else:
            with pytest.raises(Exception, match="MySQL version .* is not a MariaDB variant"):
                await engine.connect()
        await engine.dispose()

    async def test_stacked_statements(self, engine: AsyncEngine) -> None:
        """Two statements in one are refused."""
        async with engine.connect() as connection:
            with pytest.raises(ProgrammingError, match="syntax"):
                await connection.execute(text("SELECT 1; SELECT 2"))

    @pytest.mark.parametrize(
        "flags", [[ClientFlag.MULTI_STATEMENTS], ClientFlag.get_default() | ClientFlag.MULTI_STATEMENTS]
    )
    async def test_allowed_stacked_statements(self, make_engine: MakeEngine, flags: Any) -> None:
        """Who asks for them gets them; a list changes the flags, and a number replaces them all."""
        async with make_engine(connect_args={"client_flags": flags}).connect() as connection:
            raw = await connection.get_raw_connection()
            assert raw.driver_connection is not None
            found_rows = raw.driver_connection.client_flags & ClientFlag.FOUND_ROWS
            assert bool(found_rows) is isinstance(flags, list)
            assert (await connection.execute(text("SELECT 1; SELECT 2"))).all() == [(1,)]
            assert await connection.scalar(text("SELECT 'own'")) == "own"

    async def test_other_character_set(self, make_engine: MakeEngine) -> None:
        """A connection in another character set is refused: quoting is safe in utf8mb4 only."""
        engine = make_engine("?charset=sjis&collation=sjis_japanese_ci")
        with pytest.raises(NotSupportedError, match="connect with charset utf8mb4, not sjis"):
            await engine.connect()

    async def test_unknown_option(self, make_engine: MakeEngine) -> None:
        """An option that the driver does not have is an error that names it."""
        engine = make_engine("?nonsense=1")
        with pytest.raises(TypeError, match="nonsense"):
            await engine.connect()

    async def test_nobody_listens(self) -> None:
        """A refused connection is an OperationalError."""
        with closing(socket.create_server(("127.0.0.1", 0))) as listener:
            port = listener.getsockname()[1]
        engine = create_async_engine(f"mysql+mysqlconnector_async://u:secret@127.0.0.1:{port}/x")
        with pytest.raises(OperationalError) as caught:
            await engine.connect()
        assert caught.value.orig is not None
        assert caught.value.orig.errno == 2003
        assert "secret" not in str(caught.value)

    async def test_wrong_password(self, server: Server) -> None:
        """A refused login is the server's error, without the password, and leaves no socket."""
        engine = create_async_engine(server.url("mysqlconnector_async", password="wrong-secret"))
        with pytest.raises(DBAPIError, match="Access denied") as caught:
            await engine.connect()
        assert "wrong-secret" not in str(caught.value)
        gc.collect()

    async def test_silent_server(self, server: Server) -> None:
        """A connection attempt that is cancelled while the server says nothing closes its socket."""
        async with FaultProxy(server) as proxy:
            proxy.silent = True
            engine = create_async_engine(proxy.url("mysqlconnector_async", database="mysql"))
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await engine.connect()
        gc.collect()

    async def test_cancelled_at_any_time(self, mysqlconnector_url: str, server: Server) -> None:
        """Wherever a connection attempt is cancelled, in the TLS handshake too, no connection stays open."""
        database = make_url(mysqlconnector_url).database
        for attempt in range(40):
            engine = create_async_engine(mysqlconnector_url)
            task = asyncio.ensure_future(engine.connect())
            await asyncio.sleep(random.Random(attempt).uniform(0, 0.03))
            task.cancel()
            for connection in await asyncio.gather(task, return_exceptions=True):
                if not isinstance(connection, BaseException):
                    await connection.close()
            await engine.dispose()
        del engine, task, connection
        gc.collect()
        while server.run_sql(f"SELECT 1 FROM information_schema.processlist WHERE db = '{database}'"):
            await asyncio.sleep(0.01)


class TestConnection:
    """What a connection is asked."""

    async def test_found_rows(self, engine: AsyncEngine) -> None:
        """rowcount counts the rows that an UPDATE found, changed or not."""
        async with engine.connect() as connection:
            await connection.execute(text("CREATE TABLE t (n INT)"))
            await connection.execute(text("INSERT INTO t VALUES (1)"))
            assert (await connection.execute(text("UPDATE t SET n = 1"))).rowcount == 1

    async def test_local_infile(self, engine: AsyncEngine, tmp_path: Any) -> None:
        """A file of this machine is not sent, though the server may allow it, and the connection stays in step."""
        file = tmp_path / "file.csv"
        file.write_text("1\n")
        async with engine.connect() as connection:
            await connection.execute(text("CREATE TABLE t (n INT)"))
            with pytest.raises(DBAPIError):
                await connection.execute(text(f"LOAD DATA LOCAL INFILE '{file}' INTO TABLE t"))
            assert await connection.scalar(text("SELECT COUNT(*) FROM t")) == 0

    async def test_pre_ping(self, make_engine: MakeEngine, server: Server) -> None:
        """With ``pool_pre_ping`` a connection that the server has closed is replaced."""
        engine = make_engine(pool_pre_ping=True)
        async with engine.connect() as connection:
            first = await connection.scalar(text("SELECT CONNECTION_ID()"))
        server.run_sql(f"KILL {first}")
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT CONNECTION_ID()")) != first

    async def test_results_of_a_procedure(self, engine: AsyncEngine) -> None:
        """The raw cursor gives all results of a procedure, as SQLAlchemy's documentation shows."""
        async with engine.connect() as connection:
            await connection.execute(text("CREATE PROCEDURE two() BEGIN SELECT 1; SELECT 'a', 'b'; END"))

            def call(sync_connection: Any) -> list[Any]:
                cursor = sync_connection.connection.cursor()
                cursor.execute("CALL two()")
                results = [list(cursor.fetchall())]
                while cursor.nextset():
                    results.append(list(cursor.fetchall()))
                cursor.close()
                return results

            assert await connection.run_sync(call) == [[(1,)], [("a", "b")], []]
            assert (await connection.execute(text("CALL two()"))).all() == [(1,)]
            assert await connection.scalar(text("SELECT 'own'")) == "own"


class TestEnd:
    """How a connection ends."""

    async def test_dispose(self, engine: AsyncEngine, server: Server) -> None:
        """A disposed engine says goodbye to the server."""
        [[_, before]] = server.run_sql("SHOW GLOBAL STATUS LIKE 'Aborted_clients'")
        async with engine.connect() as connection:
            own_id = await connection.scalar(text("SELECT CONNECTION_ID()"))
        await engine.dispose()
        await gone(server, own_id)
        [[_, after]] = server.run_sql("SHOW GLOBAL STATUS LIKE 'Aborted_clients'")
        assert after == before

    @pytest.mark.parametrize("method", ["terminate", "close"])
    async def test_raw_connection(self, engine: AsyncEngine, server: Server, method: str) -> None:
        """So do a connection that is closed by hand, and one that the pool terminates."""
        [[_, before]] = server.run_sql("SHOW GLOBAL STATUS LIKE 'Aborted_clients'")
        async with engine.connect() as connection:
            own_id = await connection.scalar(text("SELECT CONNECTION_ID()"))
            raw = await connection.get_raw_connection()
            raw.detach()
            await connection.run_sync(lambda _: getattr(raw.dbapi_connection, method)())
            assert not raw.dbapi_connection.channel.is_open
            await connection.invalidate()
        await gone(server, own_id)
        [[_, after]] = server.run_sql("SHOW GLOBAL STATUS LIKE 'Aborted_clients'")
        assert after == before

    async def test_terminate_outside_of_a_greenlet(self, engine: AsyncEngine, server: Server) -> None:
        """Where nothing can be awaited, as in the garbage collector, the socket is closed at once."""
        connection = await engine.connect()
        own_id = await connection.scalar(text("SELECT CONNECTION_ID()"))
        raw = (await connection.get_raw_connection()).dbapi_connection
        raw.terminate()
        assert not raw.channel.is_open
        await connection.close()
        await gone(server, own_id)

    async def test_forgotten_connection(self, engine: AsyncEngine, server: Server) -> None:
        """A connection that was never closed is closed by the garbage collector, with SQLAlchemy's warning only."""
        connection = await engine.connect()
        own_id = await connection.scalar(text("SELECT CONNECTION_ID()"))
        del connection
        with pytest.warns(Warning, match="garbage collector"):
            gc.collect()
        await gone(server, own_id)


async def gone(server: Server, connection_id: Any) -> None:
    """Wait until the server knows that the connection has ended."""
    while server.run_sql(f"SELECT 1 FROM information_schema.processlist WHERE id = {connection_id}"):
        await asyncio.sleep(0.01)
