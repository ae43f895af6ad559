"""The conversation with the server: in step, or over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from mysql.connector.aio import MySQLConnection
from mysql.connector.errors import (
    DatabaseError,
    Error,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    ReadTimeoutError,
)
from sqlalchemy import make_url

from aiolift.drivers.mysqlconnector_channel import Channel, close_now, is_answer
from aiolift.drivers.mysqlconnector_dbapi import connect
from tests.servers import Server

TWO_RESULTS = "CREATE PROCEDURE two() BEGIN SELECT 1 UNION SELECT 2; SELECT 'x'; END"
FAILS_LATER = "CREATE PROCEDURE fails() BEGIN SELECT 1; SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'later'; END"


@pytest.fixture
async def connection(mysqlconnector_url: str) -> AsyncIterator[MySQLConnection]:
    """A connection of the driver."""
    url = make_url(mysqlconnector_url)
    connection = await connect(
        host=url.host,
        port=url.port,
        user=url.username,
        password=url.password,
        database=url.database,
        charset="utf8mb4",
        collation="utf8mb4_general_ci",
    )
    yield connection
    close_now(connection)


@pytest.fixture
async def channel(connection: MySQLConnection) -> Channel:
    """A channel that knows the session's modes."""
    channel = Channel(connection)
    await channel.ping()
    return channel


async def select(channel: Channel, statement: str) -> Any:
    """The only value of a statement."""
    [[value]] = await (await channel.send(statement.encode())).fetch()
    return value


class TestModes:
    """What the server says about the session with each answer."""

    async def test_autocommit(self, channel: Channel) -> None:
        """The autocommit mode is known without asking, whoever changed it."""
        assert channel.autocommit is False
        await channel.send(b"SET autocommit = 1")
        assert channel.autocommit is True

    async def test_backslash_escapes(self, channel: Channel) -> None:
        """So is the meaning of a backslash."""
        assert channel.backslash_escapes is True
        await channel.send(b"SET sql_mode = 'NO_BACKSLASH_ESCAPES'")
        assert channel.backslash_escapes is False
        await channel.send(b"SET sql_mode = ''")
        assert channel.backslash_escapes is True

    async def test_mode_of_a_new_channel(self, connection: MySQLConnection) -> None:
        """A ping is enough to know the modes of a session that somebody else prepared."""
        await connection.set_sql_mode("NO_BACKSLASH_ESCAPES")
        await connection.set_autocommit(True)
        channel = Channel(connection)
        await channel.ping()
        assert (channel.autocommit, channel.backslash_escapes) == (True, False)


class TestAnswer:
    """Results and rows."""

    async def test_rows(self, channel: Channel) -> None:
        """Rows come in the portions that are asked for, and then no more."""
        answer = await channel.send(b"SELECT 1 AS n UNION SELECT 2 UNION SELECT 3")
        assert answer.columns is not None
        assert answer.columns[0][0] == "n"
        assert [await answer.fetch(2), await answer.fetch(2), await answer.fetch(2)] == [[(1,), (2,)], [(3,)], []]

    async def test_no_rows(self, channel: Channel) -> None:
        """A statement without rows says how many it touched, and which id it made."""
        await channel.send(b"CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, n INT)")
        answer = await channel.send(b"INSERT INTO t (n) VALUES (1), (2)")
        assert (answer.columns, answer.affected_rows, answer.last_insert_id) == (None, 2, 1)
        assert await answer.fetch() == []
        assert await answer.advance() is False

    async def test_found_rows(self, channel: Channel) -> None:
        """An UPDATE counts the rows that it matched, though it changes nothing."""
        await channel.send(b"CREATE TABLE t (n INT)")
        await channel.send(b"INSERT INTO t VALUES (1)")
        assert (await channel.send(b"UPDATE t SET n = 1")).affected_rows == 1

    async def test_several_results(self, channel: Channel) -> None:
        """The results of a procedure come one after the other; the last is that of the CALL itself."""
        await channel.send(TWO_RESULTS.encode())
        answer = await channel.send(b"CALL two()")
        assert await answer.fetch() == [(1,), (2,)]
        assert await answer.advance() is True
        assert await answer.fetch() == [("x",)]
        assert await answer.advance() is True
        assert (answer.columns, answer.affected_rows) == (None, 0)
        assert await answer.advance() is False

    @pytest.mark.parametrize("read", [0, 1, 2])
    async def test_results_that_nobody_reads(self, channel: Channel, read: int) -> None:
        """The next statement gets its own answer, however much of a procedure's results was read."""
        await channel.send(TWO_RESULTS.encode())
        answer = await channel.send(b"CALL two()")
        await answer.fetch(read)
        assert await select(channel, "SELECT 'own'") == "own"
        assert channel.answer is None

    async def test_error_in_a_later_result(self, channel: Channel) -> None:
        """An error after the first result ends the answer, and leaves the connection in step."""
        await channel.send(FAILS_LATER.encode())
        answer = await channel.send(b"CALL fails()")
        assert await answer.fetch() == [(1,)]
        with pytest.raises(DatabaseError, match="later"):
            await answer.advance()
        assert channel.answer is None
        assert await select(channel, "SELECT 'own'") == "own"

    async def test_dropped_rows_are_missed(self, channel: Channel) -> None:
        """Whoever goes on reading rows that another statement has dropped is told so, not that there are no more."""
        answer = await channel.send(b"SELECT 1 UNION SELECT 2")
        assert await answer.fetch(1) == [(1,)]
        assert await select(channel, "SELECT 'own'") == "own"
        with pytest.raises(InterfaceError, match="another statement was sent"):
            await answer.fetch(1)

    async def test_all_rows_were_read(self, channel: Channel) -> None:
        """Where only the end was unread, nothing is missed."""
        answer = await channel.send(b"SELECT 1 UNION SELECT 2")
        assert len(await answer.fetch(2)) == 2
        await channel.ping()
        assert await answer.fetch(1) == []

    async def test_discard_with_a_limit(self, channel: Channel, endless: str) -> None:
        """An endless answer is not read to its end."""
        answer = await channel.send(endless.encode())
        await answer.discard(limit=2)
        assert channel.answer is answer
        channel.close_now()

    async def test_killed_query(self, channel: Channel, server: Server, endless: str) -> None:
        """A query that is killed while it sends rows is an error of the server; the connection stays in step."""
        answer = await channel.send(endless.encode())
        await answer.fetch(1)
        server.run_sql(f"KILL QUERY {channel.connection.connection_id}")
        with pytest.raises(Error) as caught:
            await answer.discard()
        assert caught.value.errno == 1317
        assert await select(channel, "SELECT 'own'") == "own"

    async def test_large_values(self, channel: Channel) -> None:
        """A value that is longer than a packet of the protocol (16 MB) is put together again."""
        await channel.send(b"SET SESSION group_concat_max_len = 40000000")
        length = 20_000_000
        server_limit = await select(channel, "SELECT @@max_allowed_packet")
        if server_limit < length:
            length = server_limit - 1000
        value = await select(channel, f"SELECT REPEAT('x', {length})")
        assert value == "x" * length


class TestOutOfStep:
    """After anything but an answer, nothing can be sent any more."""

    async def _waiting(self, channel: Channel, statement: bytes) -> asyncio.Task[Any]:
        task = asyncio.create_task(channel.send(statement))
        await asyncio.sleep(0.05)
        assert not task.done()
        return task

    async def test_cancellation(self, channel: Channel) -> None:
        """After a cancelled statement nothing can be sent, and the socket waits to be closed or handed on."""
        task = await self._waiting(channel, b"SELECT SLEEP(5)")
        transport = channel.connection._socket._writer.transport
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not channel.is_open
        with pytest.raises(OperationalError) as caught:
            await channel.send(b"SELECT 1")
        assert caught.value.errno == 2006
        assert not transport.is_closing()
        await channel.close()
        assert transport.is_closing()

    async def test_cancellation_while_rows_come(self, channel: Channel, endless: str) -> None:
        """So does a cancelled fetch; the rows that are left are missed."""
        answer = await channel.send(endless.encode())
        task = asyncio.create_task(answer.fetch())
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not channel.is_open
        with pytest.raises(InterfaceError):
            await answer.fetch()

    @pytest.mark.parametrize("operation", ["ping", "close"])
    async def test_cancelled_operation(self, channel: Channel, operation: str) -> None:
        """A ping or a goodbye that is cancelled leaves no socket either."""
        task = asyncio.create_task(getattr(channel, operation)())
        await asyncio.sleep(0)  # it has sent, and waits
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not channel.is_open

    async def test_closed_by_another_task(self, channel: Channel) -> None:
        """Who waits for an answer while somebody closes the connection learns that it is lost."""
        task = await self._waiting(channel, b"SELECT SLEEP(5)")
        channel.close_now()
        with pytest.raises(OperationalError) as caught:
            await task
        assert caught.value.errno == 2013

    async def test_driver_closed_by_another_task(self, channel: Channel) -> None:
        """The same where the driver's connection was closed behind our back."""
        task = await self._waiting(channel, b"SELECT SLEEP(5)")
        await channel.connection.close()
        with pytest.raises(OperationalError):
            await task
        assert not channel.is_open

    async def test_two_tasks(self, channel: Channel) -> None:
        """A second task on the same connection is refused, and does not get the answer of the first."""
        task = await self._waiting(channel, b"SELECT SLEEP(0.2)")
        for operation in (channel.send(b"SELECT 1"), channel.ping()):
            with pytest.raises(InterfaceError, match="another task waits"):
                await operation
        assert await (await task).fetch() == [(0,)]
        assert await select(channel, "SELECT 'own'") == "own"

    async def test_two_tasks_and_a_ping(self, channel: Channel) -> None:
        """The same while the first waits for a ping."""
        ping = asyncio.create_task(channel.ping())
        await asyncio.sleep(0)
        with pytest.raises(InterfaceError, match="another task waits"):
            await channel.send(b"SELECT 1")
        await ping
        assert await select(channel, "SELECT 'own'") == "own"

    async def test_killed_connection(self, channel: Channel, server: Server) -> None:
        """A connection that the server has closed is an error, and closed on this side too."""
        server.run_sql(f"KILL {channel.connection.connection_id}")
        with pytest.raises(Error):
            await channel.send(b"SELECT 1")
        assert not channel.is_open

    async def test_error_of_the_server(self, channel: Channel) -> None:
        """An error that the server sent is an answer: the connection stays open."""
        with pytest.raises(ProgrammingError):
            await channel.send(b"SELEC 1")
        assert await select(channel, "SELECT 'own'") == "own"

    async def test_error_in_the_driver(self, channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
        """An error inside the driver leaves nobody knowing where the conversation stands."""

        def fail(*_: Any) -> Any:
            raise ValueError("not a date")

        monkeypatch.setattr(channel.connection.converter, "row_to_python", fail)
        answer = await channel.send(b"SELECT 1 UNION SELECT 2")
        with pytest.raises(ValueError, match="not a date"):
            await answer.fetch(1)
        assert not channel.is_open

    async def test_closing_twice(self, channel: Channel) -> None:
        """Closing what is closed does nothing."""
        await channel.close()
        await channel.close()
        channel.close_now()
        assert not channel.is_open


class TestGoodbye:
    """How a connection ends."""

    async def test_graceful_close(self, channel: Channel, server: Server) -> None:
        """A connection in step says goodbye: the server does not count it as aborted."""
        before = aborted_clients(server)
        await channel.close()
        await gone(server, channel)
        assert aborted_clients(server) == before

    async def test_close_with_unread_rows(self, channel: Channel, endless: str) -> None:
        """One with unread rows is closed without reading them."""
        await (await channel.send(endless.encode())).fetch(1)
        await channel.close()
        assert not channel.is_open

    async def test_close_without_waiting(self, channel: Channel, server: Server, endless: str) -> None:
        """`close_now` closes the socket in the middle of an answer, and the server notices."""
        await (await channel.send(endless.encode())).fetch(1)
        channel.close_now()
        await gone(server, channel)


def test_is_answer() -> None:
    """Errors of the server have numbers that are not the client's; a read timeout borrows one of the server's."""
    assert is_answer(ProgrammingError("syntax", errno=1064))
    assert is_answer(DatabaseError("out of time", errno=3024))
    assert not is_answer(ReadTimeoutError(errno=3024))
    assert not is_answer(OperationalError(errno=2013))
    assert not is_answer(InterfaceError("Unread result found"))


def aborted_clients(server: Server) -> int:
    """How many connections ended without a goodbye."""
    [[_, count]] = server.run_sql("SHOW GLOBAL STATUS LIKE 'Aborted_clients'")
    return int(count)


async def gone(server: Server, channel: Channel) -> None:
    """Wait until the server knows that the connection has ended."""
    query = f"SELECT 1 FROM information_schema.processlist WHERE id = {channel.connection.connection_id}"
    while server.run_sql(query):
        await asyncio.sleep(0.01)
