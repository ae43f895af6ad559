"""The cursor: one statement per call, unless rows can go together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from mysql.connector.errors import ProgrammingError
from sqlalchemy import make_url

from aiolift.drivers.mysqlconnector_channel import Channel, close_now
from aiolift.drivers.mysqlconnector_cursor import BULK_SIZE, Cursor
from aiolift.drivers.mysqlconnector_dbapi import connect
from tests.servers import Server


@pytest.fixture
async def channel(mysqlconnector_url: str) -> AsyncIterator[Channel]:
    """A channel to a database with a table `item`."""
    url = make_url(mysqlconnector_url)
    connection = await connect(
        host=url.host,
        port=url.port,
        user=url.username,
        password=url.password,
        database=url.database,
        charset="utf8mb4",
        collation="utf8mb4_general_ci",
        autocommit=True,
    )
    channel = Channel(connection)
    await channel.send(b"CREATE TABLE item (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(100), n INT DEFAULT 0)")
    yield channel
    close_now(connection)


@pytest.fixture
def cursor(channel: Channel) -> Cursor:
    """A cursor that is no stream."""
    return Cursor(channel, streaming=False)


async def rows(channel: Channel, statement: str) -> list[Any]:
    """The rows of a statement."""
    return await (await channel.send(statement.encode())).fetch()


async def statements(channel: Channel) -> int:
    """How many statements the session has sent, this one included."""
    [[_, count]] = await rows(channel, "SHOW SESSION STATUS LIKE 'Questions'")
    return int(count)


class TestExecute:
    """One statement."""

    async def test_rows(self, cursor: Cursor) -> None:
        """Rows come one by one, in portions, or all that are left."""
        await cursor.execute("SELECT 1 AS a, 'x' AS b UNION SELECT 2, 'y' UNION SELECT 3, 'z' UNION SELECT 4, '!'")
        assert [column[0] for column in cursor.description] == ["a", "b"]
        assert await cursor.fetchone() == (1, "x")
        assert await cursor.fetchmany() == [(2, "y")]
        assert await cursor.fetchmany(1) == [(3, "z")]
        assert await cursor.fetchall() == [(4, "!")]
        assert await cursor.fetchone() is None
        assert cursor.rowcount == 4

    async def test_iteration(self, channel: Channel) -> None:
        """A stream can be iterated."""
        cursor = Cursor(channel, streaming=True)
        await cursor.execute("SELECT 1 UNION SELECT 2")
        assert [row async for row in cursor] == [(1,), (2,)]

    async def test_percent(self, cursor: Cursor) -> None:
        """With parameters, even none, a percent sign is doubled; without, a statement is sent as it is."""
        await cursor.execute("SELECT '5%s' LIKE '5%'")
        assert await cursor.fetchall() == [(1,)]
        await cursor.execute("SELECT '5%%'", ())
        assert await cursor.fetchall() == [("5%",)]
        await cursor.execute("SELECT %s LIKE '%%s'", ["%s"])
        assert await cursor.fetchall() == [(1,)]

    async def test_one_round_trip(self, channel: Channel, cursor: Cursor) -> None:
        """A statement with parameters costs one round trip, the first of a connection included."""
        before = await statements(channel)
        await cursor.execute("SELECT %s, %s", ["back\\slash", b"bytes"])
        await cursor.fetchall()
        assert await statements(channel) == before + 2  # the one above and the one that counts

    async def test_last_row_id(self, cursor: Cursor) -> None:
        """An INSERT says which id it made, and a later SELECT does not change that."""
        await cursor.execute("INSERT INTO item (name) VALUES (%s), (%s)", ["a", "b"])
        assert (cursor.rowcount, cursor.lastrowid, cursor.description) == (2, 1, None)
        await cursor.execute("SELECT 1")
        assert cursor.lastrowid == 1

    async def test_delimiter(self, cursor: Cursor) -> None:
        """The word "delimiter" in a text is a word; the connector's own cursor would take the statement apart."""
        words = "it's; delimiter // the word's; # no comment /* nor this */"
        await cursor.execute("SELECT %s", [words])
        assert await cursor.fetchall() == [(words,)]

    async def test_changed_mode(self, channel: Channel, cursor: Cursor) -> None:
        """A mode that is changed in the middle of a session does not open a way for injection."""
        attack = "\\' OR 1=1 -- "
        for mode in ("", "NO_BACKSLASH_ESCAPES", ""):
            await channel.send(f"SET sql_mode = '{mode}'".encode())
            await cursor.execute("SELECT %s", [attack])
            assert await cursor.fetchall() == [(attack,)]

    async def test_error_forgets_the_last_answer(self, cursor: Cursor) -> None:
        """After an error there are no rows, not even old ones."""
        await cursor.execute("SELECT 1")
        with pytest.raises(ProgrammingError):
            await cursor.execute("SELEC 1")
        assert cursor.description is None
        assert await cursor.fetchall() == []

    async def test_parameters_that_do_not_fit(self, channel: Channel, cursor: Cursor) -> None:
        """What cannot be sent is an error before anything is sent."""
        with pytest.raises(ProgrammingError, match="do not fit its 2 parameters"):
            await cursor.execute("SELECT %s", [1, 2])
        assert await rows(channel, "SELECT 'open'") == [("open",)]


class TestExecuteMany:
    """One statement with many rows of parameters."""

    @pytest.mark.parametrize(
        ("statement", "result"),
        [
            ("INSERT INTO item (id, name) VALUES (%s, %s)", ["a", "b", "c"]),
            ("REPLACE INTO item (id, name) VALUES (%s, %s)", ["a", "b", "c"]),
            ("INSERT IGNORE INTO item (id, name, n) VALUES (%s, %s, 1 + 1)", ["a", "b", "c"]),
            ("INSERT INTO item (id, name) VALUES (%s, concat(%s, '%%'))", ["a%", "b%", "c%"]),
            (
                "INSERT INTO item (id, name) VALUES (%s, %s) ON DUPLICATE KEY UPDATE name = VALUES(name), n = n + 1",
                ["a", "b", "c"],
            ),
        ],
    )
    async def test_rows_go_together(self, channel: Channel, cursor: Cursor, statement: str, result: list[str]) -> None:
        """Rows of an INSERT, a REPLACE and an upsert are sent in one statement."""
        before = await statements(channel)
        await cursor.executemany(statement, [(1, "a"), (2, "b"), (3, "c")])
        assert cursor.rowcount == 3
        assert await statements(channel) == before + 2
        assert await rows(channel, "SELECT name FROM item ORDER BY id") == [(name,) for name in result]

    async def test_upsert_with_alias(self, channel: Channel, cursor: Cursor, server: Server) -> None:
        """So is MySQL's newer upsert, ``VALUES (…) AS new ON DUPLICATE KEY UPDATE``; existing rows count twice."""
        if server.kind == "mariadb":
            pytest.skip("MariaDB does not know the syntax")
        upsert = "INSERT INTO item (id, name) VALUES (%s, %s) AS new ON DUPLICATE KEY UPDATE name = new.name"
        before = await statements(channel)
        await cursor.executemany(upsert, [(1, "a"), (2, "b")])
        await cursor.executemany(upsert, [(1, "x"), (3, "c")])
        assert cursor.rowcount == 3
        assert await statements(channel) == before + 3
        assert await rows(channel, "SELECT name FROM item ORDER BY id") == [("x",), ("b",), ("c",)]

    async def test_parameter_behind_the_row(self, channel: Channel, cursor: Cursor) -> None:
        """Where each row has its own upsert, the rows go one by one, and each gets its own."""
        upsert = "INSERT INTO item (id, n) VALUES (%s, 0) ON DUPLICATE KEY UPDATE n = n + %s"
        await cursor.executemany(upsert, [(1, 5), (1, 10), (1, 20)])
        assert await rows(channel, "SELECT n FROM item") == [(30,)]

    async def test_other_statements(self, channel: Channel, cursor: Cursor) -> None:
        """An UPDATE goes row by row, and its rows are counted together."""
        await cursor.executemany("INSERT INTO item (id) VALUES (%s)", [(1,), (2,), (3,)])
        await cursor.executemany("UPDATE item SET n = %s WHERE id >= %s", [(1, 1), (2, 2), (3, 9)])
        assert cursor.rowcount == 5
        assert await rows(channel, "SELECT n FROM item ORDER BY id") == [(1,), (2,), (2,)]

    async def test_statement_with_rows(self, channel: Channel, cursor: Cursor) -> None:
        """Rows that a statement returns on the way are dropped."""
        await cursor.executemany("SELECT %s UNION SELECT 0", [(1,), (2,)])
        assert await cursor.fetchall() == []
        assert await rows(channel, "SELECT 'own'") == [("own",)]

    async def test_bulk_size(self, channel: Channel, cursor: Cursor) -> None:
        """A bulk that would be larger than `BULK_SIZE` is sent in parts."""
        await channel.send(b"CREATE TABLE file (content LONGBLOB)")
        before = await statements(channel)
        content = b"x" * (BULK_SIZE // 2 - 100)
        await cursor.executemany("INSERT INTO file VALUES (%s)", [(content,)] * 5)
        assert cursor.rowcount == 5
        assert await statements(channel) == before + 3 + 1
        assert await rows(channel, "SELECT COUNT(*), MIN(LENGTH(content)) FROM file") == [(5, len(content))]

    async def test_row_larger_than_the_bulk_size(self, channel: Channel, cursor: Cursor) -> None:
        """A single row may be larger than `BULK_SIZE`."""
        await channel.send(b"CREATE TABLE file (content LONGBLOB)")
        await cursor.executemany("INSERT INTO file VALUES (%s)", [(b"x" * (2 * BULK_SIZE),)])
        assert await rows(channel, "SELECT LENGTH(content) FROM file") == [(2 * BULK_SIZE,)]

    @pytest.mark.parametrize("statement", ["INSERT INTO item (id) VALUES (%s)", "UPDATE item SET n = %s"])
    async def test_no_rows(self, channel: Channel, cursor: Cursor, statement: str) -> None:
        """No rows of parameters: nothing is sent."""
        before = await statements(channel)
        await cursor.executemany(statement, [])
        assert cursor.rowcount == 0
        assert await statements(channel) == before + 1

    async def test_duplicate(self, channel: Channel, cursor: Cursor) -> None:
        """An error in one row is the error of the statement, and none of its rows is inserted."""
        with pytest.raises(Exception, match="Duplicate entry '1'"):
            await cursor.executemany("INSERT INTO item (id) VALUES (%s)", [(1,), (2,), (1,)])
        assert await rows(channel, "SELECT COUNT(*) FROM item") == [(0,)]


class TestResults:
    """The results of a procedure, and the end of a cursor."""

    @pytest.fixture(autouse=True)
    async def _procedure(self, channel: Channel) -> None:
        await channel.send(
            b"CREATE PROCEDURE results() BEGIN SELECT 1 UNION SELECT 2; INSERT INTO item VALUES (7, 'x', 0); "
            b"SELECT 'a', 'b'; END"
        )

    async def test_nextset(self, cursor: Cursor) -> None:
        """The results come one after the other, each with its columns; the last one is that of the CALL itself."""
        await cursor.execute("CALL results()")
        assert await cursor.fetchall() == [(1,), (2,)]
        assert await cursor.nextset() is True
        assert [column[0] for column in cursor.description] == ["a", "b"]
        assert await cursor.fetchall() == [("a", "b")]
        assert await cursor.nextset() is True
        assert cursor.description is None
        assert await cursor.nextset() is False

    async def test_nextset_without_statement(self, cursor: Cursor) -> None:
        """A cursor that has executed nothing has no results."""
        assert await cursor.nextset() is False
        assert await cursor.fetchall() == []
        await cursor.close()

    async def test_close(self, channel: Channel, cursor: Cursor) -> None:
        """A closed cursor leaves nothing behind that somebody would have to read."""
        await cursor.execute("CALL results()")
        await cursor.close()
        assert channel.answer is None

    async def test_close_of_a_stream(self, channel: Channel, endless: str) -> None:
        """A stream that is closed is not read to its end."""
        cursor = Cursor(channel, streaming=True)
        await cursor.execute(endless)
        assert len(await cursor.fetchmany(2)) == 2
        await cursor.close()
        assert channel.answer is not None

    async def test_close_of_a_stream_at_its_end(self, channel: Channel) -> None:
        """A stream all of whose rows were fetched leaves nothing behind, though nobody saw its end."""
        cursor = Cursor(channel, streaming=True)
        await cursor.execute("SELECT 1 UNION SELECT 2")
        assert len(await cursor.fetchmany(2)) == 2
        await cursor.close()
        assert channel.answer is None
