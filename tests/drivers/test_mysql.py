"""What holds for each of the three MySQL drivers on each server: options, time limits, and what leaves the pool."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from aiolift import Database
from aiolift.drivers.farewells import GOODBYE
from aiolift.drivers.mysql import MySQLDriver
from aiolift.server_errors import code
from tests.drivers.databases import has, opened, through, until_gone
from tests.drivers.wiretap import Wiretap
from tests.servers import FaultProxy, Server

CR_CONN_HOST_ERROR = 2003
CR_SERVER_LOST = 2013
ER_ACCESS_DENIED = 1045
ER_BAD_DB = 1049


def sockets() -> set[str]:
    """The sockets that this process has open."""
    links = (Path("/proc/self/fd") / name for name in os.listdir("/proc/self/fd"))
    return {target for link in links if link.is_symlink() and (target := os.readlink(link)).startswith("socket:")}


class TestText:
    """Text is utf8mb4 on every connection."""

    async def test_character_set(self, mysql_url: str) -> None:
        """All three drivers speak utf8mb4, with the collation that the server has for it."""
        names = "@@character_set_client, @@character_set_results, @@character_set_connection, @@collation_connection"
        default = "SHOW COLLATION WHERE Charset = 'utf8mb4' AND `Default` = 'Yes'"
        async with opened(mysql_url) as database, database.engine.connect() as connection:
            *character_sets, collation = (await connection.execute(text(f"SELECT {names}"))).one()
            assert character_sets == ["utf8mb4"] * 3
            assert collation == (await connection.execute(text(default))).one()[0]

    async def test_round_trip(self, mysql_url: str) -> None:
        """Any text comes back as it was sent, as a parameter, from a table, and with percent signs and quotes."""
        words = "한글 👩‍👩‍👧 100% %s 'quote' \"double\" \\ back\nslash"
        async with opened(mysql_url) as database, database.engine.begin() as connection:
            assert await connection.scalar(text("SELECT :words"), {"words": words}) == words
            await connection.execute(text("CREATE TABLE note (words VARCHAR(100))"))
            await connection.execute(text("INSERT INTO note VALUES (:words)"), {"words": words})
            found = text("SELECT words FROM note WHERE words = :words")
            assert await connection.scalar(found, {"words": words}) == words


class TestUnixSocket:
    """The server's unix socket in the place of host and port."""

    async def test_setting(self, driver: str, server: Server) -> None:
        """With unix_socket the host and port of the URL are not used."""
        if server.socket_path is None:
            pytest.skip("the socket of this server is not known")
        url = server.url(driver, database="mysql", host="nowhere.invalid")
        async with opened(url, unix_socket=server.socket_path) as database, database.engine.connect() as connection:
            host = await connection.scalar(
                text("SELECT host FROM information_schema.processlist WHERE id = CONNECTION_ID()")
            )
        assert host == "localhost"

    async def test_in_the_url(self, driver: str, server: Server) -> None:
        """``unix_socket`` in the URL does the same, and then the URL needs no host."""
        if server.socket_path is None:
            pytest.skip("the socket of this server is not known")
        url = make_url(server.url(driver, database="mysql")).set(host=None, port=None)
        url = url.update_query_dict({"unix_socket": str(server.socket_path)})
        async with opened(url) as database, database.engine.connect() as connection:
            assert await connection.scalar(text("SELECT 1")) == 1


class TestConnecting:
    """A connection comes about within its time, or there is an error and no socket."""

    async def test_server_that_does_not_answer(self, driver: str, server: Server) -> None:
        """A server that accepts and then says nothing is an OperationalError, and its socket is closed."""
        async with FaultProxy(server) as proxy:
            proxy.silent = True
            url = proxy.url(driver, database="mysql")
            before = sockets()
            async with opened(url, connect_timeout=0.1, connect_retry=0) as database:
                with pytest.raises(OperationalError, match=f"{proxy.host}:{proxy.port} within 0.1 s") as caught:
                    await database.engine.connect()
                await asyncio.sleep(0)  # asyncio closes a socket in its next round
                assert proxy.connections == 1
                assert len(sockets() - before) <= 1  # the proxy's own end
        assert code(caught.value) == CR_CONN_HOST_ERROR

    async def test_kernel_looks_after_it(self, mysql_url: str) -> None:
        """The kernel is asked to find out when the peer is gone, and to send small packets at once."""
        async with opened(mysql_url) as database, database.engine.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert isinstance(database.driver, MySQLDriver)
            transport = database.driver.transport(raw)
            assert transport is not None
            link = transport.get_extra_info("socket")
            assert link.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            assert link.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    async def test_nobody_listens(self, driver: str) -> None:
        """A refused connection is the same error on every driver."""
        with closing(socket.create_server(("127.0.0.1", 0))) as listener:
            port = listener.getsockname()[1]
        async with opened(f"mysql+{driver}://user:password@127.0.0.1:{port}/travel", connect_retry=0) as database:
            with pytest.raises(OperationalError) as caught:
                await database.engine.connect()
        assert code(caught.value) == CR_CONN_HOST_ERROR

    async def test_host_without_address(self, driver: str) -> None:
        """So is a host that does not exist."""
        async with opened(f"mysql+{driver}://user:password@nowhere.invalid/travel", connect_retry=0) as database:
            with pytest.raises(OperationalError) as caught:
                await database.engine.connect()
        assert code(caught.value) == CR_CONN_HOST_ERROR

    async def test_server_that_comes_up(self, driver: str, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """A server that is down for a moment costs no error."""
        with closing(socket.create_server(("127.0.0.1", 0))) as listener:
            port = listener.getsockname()[1]
        async with opened(server.url(driver, database="mysql", port=port), connect_retry=30) as database:
            connect = database.driver.connect
            refused = asyncio.Event()

            async def note_refusal(*args: Any, **options: Any) -> Any:
                try:
                    return await connect(*args, **options)
                except Exception:
                    refused.set()
                    raise

            monkeypatch.setattr(database.driver, "connect", note_refusal)
            waiting = asyncio.create_task(self._select_one(database))
            async with asyncio.timeout(30):
                await refused.wait()
            async with _relay(port, server):
                assert await waiting == 1
                await database.dispose()

    async def _select_one(self, database: Database) -> Any:
        async with database.engine.connect() as connection:
            return await connection.scalar(text("SELECT 1"))

    @pytest.mark.parametrize(
        ("part", "value", "number"), [("password", "wrong", ER_ACCESS_DENIED), ("database", "missing", ER_BAD_DB)]
    )
    async def test_refusal_is_final(self, driver: str, server: Server, part: str, value: str, number: int) -> None:
        """A wrong password, or a database that does not exist, is not tried again."""
        async with FaultProxy(server) as proxy:
            url = through(proxy, server.url(driver, **{"database": "mysql", part: value}))
            async with opened(url) as database:
                with pytest.raises(DBAPIError) as caught:
                    await database.engine.connect()
            assert proxy.connections == 1
        assert code(caught.value) == number


class TestReadTimeout:
    """An answer that takes too long is an error, and its connection is closed."""

    async def test_silent_server(self, mysql_url: str, server_of: Server) -> None:
        """A query that is never answered is an OperationalError 2013, and the next one gets a new connection."""
        async with FaultProxy(server_of) as proxy, opened(through(proxy, mysql_url), read_timeout=0.2) as database:
            async with database.engine.connect() as connection:
                assert await connection.scalar(text("SELECT 1")) == 1
            opened_before = proxy.connections
            proxy.swallow(has("SELECT 2"))
            async with database.engine.connect() as connection:
                with pytest.raises(OperationalError) as caught:
                    await connection.scalar(text("SELECT 2"))
                assert code(caught.value) == CR_SERVER_LOST
                assert connection.invalidated
            async with database.engine.connect() as connection:
                assert await connection.scalar(text("SELECT 3")) == 3
            assert proxy.connections == opened_before + 1

    async def test_slow_query(self, mysql_url: str) -> None:
        """A slow query is an error in a reader too, whose connections see no ROLLBACK, and the next one is answered."""
        async with opened(mysql_url, read_timeout=0.2, pool_size=1) as database:
            with pytest.raises(OperationalError) as caught:
                async with database.reader() as session:
                    await session.exec(text("SELECT SLEEP(30)"))  # type: ignore[call-overload] # as SQLModel has it
            assert code(caught.value) == CR_SERVER_LOST
            async with database.read_engine.connect() as connection:
                assert await connection.scalar(text("SELECT 3")) == 3

    async def test_limit_is_for_a_packet(self, mysql_url: str) -> None:
        """The limit is for each part of an answer that comes, and not for a stream as a whole."""
        count = 20
        numbers = " UNION ALL ".join(f"SELECT {n} AS n" for n in range(count))
        async with opened(mysql_url, read_timeout=0.3) as database, database.read_engine.connect() as connection:
            rows = await connection.stream(text(f"SELECT n, REPEAT('x', 100000) FROM ({numbers}) AS numbers"))
            seen = []
            async for row in rows:
                seen.append(row[0])
                await asyncio.sleep(0.05)
        assert len(seen) == count


class TestRowcount:
    """What an UPDATE counts."""

    async def test_found_rows(self, mysql_url: str) -> None:
        """Rows that were found count, also where they already had the new value: SQLAlchemy's ORM relies on it."""
        async with opened(mysql_url) as database, database.engine.begin() as connection:
            await connection.execute(text("CREATE TABLE member (id INT, name VARCHAR(9))"))
            await connection.execute(text("INSERT INTO member VALUES (1, 'kim'), (2, 'kim')"))
            assert (await connection.execute(text("UPDATE member SET name = 'kim'"))).rowcount == 2


class TestWarnings:
    """What the server warns of."""

    async def test_no_round_trip(self, mysql_url: str, server_of: Server) -> None:
        """Nobody asks for the warnings of a statement: it would be one more round trip."""
        async with FaultProxy(server_of) as proxy, opened(through(proxy, mysql_url)) as database:
            async with database.read_engine.connect() as connection:
                assert await connection.scalar(text("SELECT CAST('7 days' AS SIGNED)")) == 7
            assert "CAST" in proxy.queries[-1]


class TestIsOpen:
    """A connection that the server has closed is seen without a round trip."""

    async def test_killed_while_idle(self, mysql_url: str, server_of: Server) -> None:
        """A pooled connection that the server has killed is replaced, and nobody sees an error."""
        async with opened(mysql_url, pool_size=1, max_overflow=0) as database:
            async with database.engine.connect() as connection:
                number = await connection.scalar(text("SELECT CONNECTION_ID()"))
            server_of.run_sql(f"KILL {number}")
            await until_gone(server_of, number)
            async with database.engine.connect() as connection:
                assert await connection.scalar(text("SELECT CONNECTION_ID()")) != number

    async def test_idle_for_too_long(self, mysql_url: str, server_of: Server) -> None:
        """So is one that the server closed after wait_timeout, where MySQL says why before it closes."""
        async with opened(mysql_url, pool_size=1, max_overflow=0) as database:
            async with database.engine.connect() as connection:
                number = await connection.scalar(text("SELECT CONNECTION_ID()"))
                await connection.execute(text("SET SESSION wait_timeout = 1"))
            await until_gone(server_of, number)
            async with database.engine.connect() as connection:
                assert await connection.scalar(text("SELECT CONNECTION_ID()")) != number

    async def test_no_round_trip(self, mysql_url: str, server_of: Server) -> None:
        """A connection that is well is used again, and the server is not asked whether it is."""
        async with FaultProxy(server_of) as proxy, opened(through(proxy, mysql_url), pool_size=1) as database:
            for _ in range(3):
                async with database.read_engine.connect() as connection:
                    await connection.scalar(text("SELECT 7"))
            assert proxy.connections == 1
            assert len([query for query in proxy.queries if "SELECT 7" in query]) == 3
            assert "SELECT 7" in proxy.queries[-1]
            assert "SELECT 7" in proxy.queries[-2]


class TestClosing:
    """The end of a connection."""

    async def test_goodbye(self, mysql_url: str, server_of: Server) -> None:
        """A connection that is closed says goodbye, or the server would note that its client had died."""
        async with Wiretap(server_of) as line, asyncio.timeout(20):
            url = make_url(mysql_url).set(host=line.host, port=line.port)
            async with opened(url) as database, database.engine.connect() as connection:
                await connection.scalar(text("SELECT 1"))
            while not line.sent.endswith(GOODBYE):
                await asyncio.sleep(0.01)

    async def test_errors_are_the_dialects(self, driver: str) -> None:
        """An error that aiolift makes for a driver is of the class that SQLAlchemy takes from it."""
        database = Database(f"mysql+{driver}://user@host/travel")
        assert isinstance(database.driver, MySQLDriver)
        error = database.driver.operational_error(CR_SERVER_LOST, "gone")
        assert isinstance(error, database.engine.dialect.loaded_dbapi.OperationalError)
        assert code(error) == CR_SERVER_LOST


class TestSilence:
    """A connection on which nothing comes any more, though nobody has closed it."""

    async def test_ping(self, mysql_url: str, server_of: Server) -> None:
        """At the next use it is pinged, given up after connect_timeout, and replaced without an error."""
        async with Wiretap(server_of) as line:
            url = make_url(mysql_url).set(host=line.host, port=line.port)
            async with opened(url, ping_after=0, connect_timeout=1, pool_size=1, max_overflow=0) as database:
                async with database.engine.connect() as connection:
                    number = await connection.scalar(text("SELECT CONNECTION_ID()"))
                line.freeze()
                async with database.engine.connect() as connection:
                    assert await connection.scalar(text("SELECT CONNECTION_ID()")) != number

    @pytest.mark.parametrize("tls", [False, True])
    async def test_dispose(self, mysql_url: str, server_of: Server, tls: bool) -> None:
        """To close it does not take for ever, and leaves no socket; with TLS a goodbye would be waited for."""
        async with Wiretap(server_of) as line:
            url = make_url(mysql_url).set(host=line.host, port=line.port)
            async with opened(url, tls_ca=server_of.ca_file if tls else None) as database:
                before = sockets()
                async with database.engine.connect() as connection:
                    assert await connection.scalar(text("SELECT 1")) == 1
                line.freeze()
                async with asyncio.timeout(20):  # asyncio gives TLS 30 s for it
                    await database.dispose()
                    # what remains are the two ends of the line
                    while len(sockets() - before) > 2:
                        await asyncio.sleep(0.01)


@asynccontextmanager
async def _relay(port: int, server: Server) -> AsyncIterator[None]:
    """Listen at `port` for `server`."""
    tasks = set()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
        finally:
            writer.close()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        there, back = await asyncio.open_connection(server.host, server.port)
        await asyncio.gather(pump(reader, back), pump(there, writer))

    listener = await asyncio.start_server(accept, "127.0.0.1", port)
    try:
        yield
    finally:
        listener.close()
        await asyncio.gather(*tasks)
        await listener.wait_closed()
