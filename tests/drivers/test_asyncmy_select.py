"""SELECT on an asyncmy connection: what its cursor gives, whether the columns are known, changed, or prepared."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from asyncmy.cursors import Cursor
from asyncmy.errors import ProgrammingError

from aiolift import Database
from tests.servers import Server

STATEMENTS: list[tuple[str, tuple[Any, ...]]] = [
    ("SELECT 1, 'a', NULL, 1.5, CAST('2020-02-02' AS DATE)", ()),
    ("SELECT %s AS a, '100%%'", ("it's 한글 \\",)),
    ("SELECT id, name, amount FROM item WHERE id < %s ORDER BY id", (3,)),
    ("SELECT id, name, amount FROM item WHERE id > %s", (99,)),
    ("SELECT name FROM item ORDER BY id", ()),
    ("SELECT REPEAT('x', 300000), id FROM item", ()),
]


@pytest.fixture
async def connection(server: Server, fresh_database: Callable[..., str]) -> AsyncIterator[Any]:
    """Yield a connection of ours to a database with three items."""
    db = Database(fresh_database(server))
    connection = await db.driver.connect(db.url, db.settings)  # type: ignore[attr-defined]
    await connection.autocommit(True)
    await connection.query("CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20), amount DECIMAL(8, 2))")
    await connection.query("INSERT INTO item VALUES (1, 'one', 1.10), (2, NULL, NULL), (3, '셋', -3)")
    yield connection
    await connection.ensure_closed()


async def by_cursor(connection: Any, statement: str, arguments: tuple[Any, ...]) -> Any:
    """Return what asyncmy's own cursor gives."""
    cursor = connection.cursor(Cursor)
    await cursor.execute(statement, arguments)
    found = [tuple(row) for row in await cursor.fetchall()], cursor.description
    await cursor.close()
    return found


async def select(connection: Any, statement: str, arguments: tuple[Any, ...]) -> Any:
    """Return what is to be shown the same."""
    rows, description = await connection.select(statement, arguments)
    return [tuple(row) for row in rows], description


async def test_as_the_cursor(connection: Any) -> None:
    """Rows and description are the cursor's, the first time and when the columns are known."""
    for statement, arguments in STATEMENTS:
        expected = await by_cursor(connection, statement, arguments)
        for _ in range(3):
            assert await select(connection, statement, arguments) == expected
        assert await by_cursor(connection, statement, arguments) == expected  # the connection is in step


async def test_columns_that_change(connection: Any) -> None:
    """A table that was altered is read as it is now."""
    statement = "SELECT * FROM item ORDER BY id"
    for change in ("ADD COLUMN more INT DEFAULT 7", "MODIFY amount DOUBLE", "DROP COLUMN name"):
        for _ in range(2):
            assert await select(connection, statement, ()) == await by_cursor(connection, statement, ())
        await connection.query(f"ALTER TABLE item {change}")
    assert await select(connection, statement, ()) == await by_cursor(connection, statement, ())


async def test_many_columns(connection: Any) -> None:
    """More columns than one byte can count are read too."""
    statement = "SELECT " + ", ".join(map(str, range(300)))
    for _ in range(2):
        assert await select(connection, statement, ()) == await by_cursor(connection, statement, ())


async def test_more_statements_than_are_remembered(connection: Any) -> None:
    """Statements come and go."""
    for prepares in (False, True):
        connection.prepares = prepares
        for number in range(450):
            rows, _ = await connection.select(f"SELECT {number}, %s", (1,))
            assert [tuple(row) for row in rows] == [(number, 1)]


async def test_an_error(connection: Any) -> None:
    """After an error of the server the connection goes on, also where it comes in the midst of rows."""
    for prepares in (False, True):
        connection.prepares = prepares
        with pytest.raises(ProgrammingError, match="nothing"):
            await connection.select("SELECT * FROM nothing WHERE id = %s", (1,))
        for _ in range(2):
            rows, _ = await connection.select("SELECT id FROM item WHERE id = %s", (1,))
            assert [tuple(row) for row in rows] == [(1,)]


async def test_a_cancellation(connection: Any) -> None:
    """A cancelled SELECT closes the connection: what the server sends next would be its answer."""
    await connection.select("SELECT SLEEP(%s)", (0,))
    task = asyncio.create_task(connection.select("SELECT SLEEP(%s)", (5,)))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not connection.connected


async def test_prepared(connection: Any) -> None:
    """Prepared on the server, the same rows come."""
    connection.prepares = True
    for statement, arguments in STATEMENTS[2:]:
        expected, _ = await by_cursor(connection, statement, arguments)
        for _ in range(3):
            rows, _ = await select(connection, statement, arguments)
            assert rows == expected


async def test_prepared_values_that_differ(connection: Any, server: Server) -> None:
    """What docs/drivers.md says of prepared statements: the values that come out otherwise."""
    await connection.query("SET sql_mode = ''")
    await connection.query("CREATE TABLE odd (f FLOAT, d DATE, t DATETIME)")
    await connection.query("INSERT INTO odd VALUES (-0.1, '0000-00-00', '2020-00-00'), (16777216, NULL, NULL)")
    statements: list[tuple[str, tuple[Any, ...]]] = [
        ("SELECT f FROM odd WHERE %s", (1,)),
        ("SELECT d, t FROM odd WHERE %s LIMIT 1", (1,)),
        ("SELECT %s", (date(2020, 1, 2),)),
        ("SELECT COALESCE(%s, 0)", ("a",)),
    ]
    found = []
    for prepares in (False, True):
        connection.prepares = prepares
        found.append([(await select(connection, *each))[0] for each in statements])
    text, prepared = found
    assert text == [[(-0.1,), (16777200.0,)], [("0000-00-00", "2020-00-00 00:00:00")], [("2020-01-02",)], [("a",)]]
    assert prepared == [
        [(-0.10000000149011612,), (16777216.0,)],
        [(None, None)],
        [(date(2020, 1, 2),)],
        [("a",)] if server.kind == "mariadb" else [(0,)],
    ]


async def test_prepared_by_the_types_of_its_arguments(connection: Any) -> None:
    """An argument of another type is no reason for another value: MySQL would keep the type of the first."""
    connection.prepares = True
    for value in (1, "a", 1.5, Decimal("1.10"), None, "1", 2**63 - 1, date(2020, 1, 2)):
        rows, _ = await select(connection, "SELECT %s", (value,))
        assert rows == [(value,)]
