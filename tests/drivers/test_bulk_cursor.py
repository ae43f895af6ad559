"""Many rows go in few statements, and the right ones, on every driver."""

from typing import Any

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, bindparam, func, select, text, update
from sqlalchemy.dialects.mysql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.drivers.databases import opened

metadata = MetaData()
spot = Table(
    "spot",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String(100)),
    Column("visits", Integer),
    Column("photo", LargeBinary(2**20)),
)
values = Table("values", metadata, Column("value", Integer, primary_key=True, autoincrement=False))


@pytest.fixture
async def connection(mysql_url: str) -> Any:
    """A connection to a database with the empty tables."""
    async with opened(mysql_url) as database, database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        yield connection


def rows(*ids: int, **columns: Any) -> list[dict[str, Any]]:
    """Rows of these ids."""
    return [{"id": number, "name": f"한 {number}", "visits": number, **columns} for number in ids]


async def sent(connection: AsyncConnection, command: str = "Com_insert") -> int:
    """How many statements of this kind the server has seen on this connection."""
    return int((await connection.execute(text(f"SHOW SESSION STATUS LIKE '{command}'"))).one()[1])


async def contents(connection: AsyncConnection) -> list[tuple[Any, ...]]:
    """The rows of the table."""
    statement = select(spot.c.id, spot.c.name, spot.c.visits).order_by(spot.c.id)
    return [tuple(row) for row in await connection.execute(statement)]


async def test_insert(connection: AsyncConnection) -> None:
    """Rows of an INSERT go together, and are counted."""
    before = await sent(connection)
    result = await connection.execute(insert(spot), rows(*range(100)), execution_options={"preserve_rowcount": True})
    assert await sent(connection) == before + 1
    assert result.rowcount == 100
    assert await contents(connection) == [(n, f"한 {n}", n) for n in range(100)]


async def test_values_is_a_name(connection: AsyncConnection) -> None:
    """A table and a column may be called like the words around the rows."""
    before = await sent(connection)
    await connection.execute(insert(values), [{"value": n} for n in range(10)])
    assert await sent(connection) == before + 1
    assert await connection.scalar(select(func.sum(values.c.value))) == 45


async def test_row_with_a_function(connection: AsyncConnection) -> None:
    """A row may hold more than parameters: a default that the server computes, or a function of a parameter."""
    statement = insert(spot).values(id=bindparam("id"), name=func.concat(bindparam("name"), "100%", func.lower("X")))
    before = await sent(connection)
    await connection.execute(statement, [{"id": n, "name": f"({n})"} for n in range(10)])
    assert await sent(connection) == before + 1
    assert [name for _, name, _ in await contents(connection)] == [f"({n})100%x" for n in range(10)]


async def test_upsert_with_values(connection: AsyncConnection) -> None:
    """``ON DUPLICATE KEY UPDATE name = VALUES(name)`` goes as one statement; percent signs in it stay what they are."""
    await connection.execute(insert(spot), rows(1, 2, name="old"))
    before = await sent(connection)
    await connection.execute(
        text(
            "INSERT INTO spot (id, name, visits) VALUES (:id, :name, :visits) ON DUPLICATE KEY UPDATE "
            "name = CONCAT(VALUES(name), ' 100% (%s)'), visits = visits + VALUES(visits) % 7"
        ),
        rows(1, 2, 3),
    )
    assert await sent(connection) == before + 1
    assert await contents(connection) == [(1, "한 1 100% (%s)", 2), (2, "한 2 100% (%s)", 4), (3, "한 3", 3)]


async def test_upsert_with_inserted(connection: AsyncConnection) -> None:
    """So does the upsert that SQLAlchemy makes, with ``AS new`` on MySQL and ``VALUES`` on MariaDB."""
    await connection.execute(insert(spot), rows(1, 2, name="old"))
    statement = insert(spot)
    upsert = statement.on_duplicate_key_update(name=statement.inserted.name, visits=spot.c.visits + 1)
    before = await sent(connection)
    result = await connection.execute(upsert, rows(1, 2, 3), execution_options={"preserve_rowcount": True})
    # SQLAlchemy's 1 is a parameter behind the rows, and so each row needs its own statement
    assert await sent(connection) == before + 3
    assert result.rowcount == 5
    assert await contents(connection) == [(1, "한 1", 2), (2, "한 2", 3), (3, "한 3", 3)]


async def test_upsert_without_parameters_behind(connection: AsyncConnection) -> None:
    """Without a parameter behind the rows it is one statement."""
    await connection.execute(insert(spot), rows(1, 2, name="old"))
    statement = insert(spot)
    upsert = statement.on_duplicate_key_update(name=statement.inserted.name, visits=statement.inserted.visits)
    before = await sent(connection)
    result = await connection.execute(upsert, rows(1, 2, 3), execution_options={"preserve_rowcount": True})
    assert await sent(connection) == before + 1
    assert result.rowcount == 5  # MySQL counts an updated row twice
    assert await contents(connection) == [(n, f"한 {n}", n) for n in (1, 2, 3)]


@pytest.mark.parametrize("value", ["fixed", "100% %s %(x)s", "it's"])
async def test_parameters_behind_the_rows(connection: AsyncConnection, value: str) -> None:
    """A parameter behind the rows has its value, whatever stands in it."""
    await connection.execute(insert(spot), rows(1, 2))
    await connection.execute(insert(spot).on_duplicate_key_update(name=value), rows(1, 2, 3))
    assert await contents(connection) == [(1, value, 1), (2, value, 2), (3, "한 3", 3)]


async def test_replace(connection: AsyncConnection) -> None:
    """Rows of a REPLACE go together."""
    await connection.execute(insert(spot), rows(1, 2, name="old"))
    before = await sent(connection, "Com_replace")
    await connection.execute(text("REPLACE INTO spot (id, name, visits) VALUES (:id, :name, :visits)"), rows(1, 2, 3))
    assert await sent(connection, "Com_replace") == before + 1
    assert await contents(connection) == [(n, f"한 {n}", n) for n in (1, 2, 3)]


async def test_insert_ignore(connection: AsyncConnection) -> None:
    """Rows of an INSERT IGNORE go together; only the new ones are inserted and counted."""
    await connection.execute(insert(spot), rows(1, 2, name="old"))
    before = await sent(connection)
    statement = insert(spot).prefix_with("IGNORE")
    result = await connection.execute(statement, rows(1, 2, 3), execution_options={"preserve_rowcount": True})
    assert await sent(connection) == before + 1
    assert result.rowcount == 1
    assert [name for _, name, _ in await contents(connection)] == ["old", "old", "한 3"]


async def test_rows_that_look_at_the_table(connection: AsyncConnection) -> None:
    """Where a row sees those before it, each is inserted for itself."""
    await connection.execute(insert(spot), rows(5))
    await connection.execute(
        text("INSERT INTO spot (id, name) VALUES ((SELECT MAX(id) + 1 FROM spot AS other), :name)"),
        [{"name": "a"}, {"name": "b"}],
    )
    assert [(number, name) for number, name, _ in await contents(connection)] == [(5, "한 5"), (6, "a"), (7, "b")]


async def test_more_than_a_statement_holds(connection: AsyncConnection) -> None:
    """Rows that are too many for one statement go in several, and all of them count."""
    photo = bytes(range(256)) * 64
    count = 200
    before = await sent(connection)
    result = await connection.execute(
        insert(spot), rows(*range(count), photo=photo), execution_options={"preserve_rowcount": True}
    )
    assert 1 < await sent(connection) - before < count
    assert result.rowcount == count
    assert await connection.scalar(select(func.count()).where(spot.c.photo == photo)) == count


async def test_update(connection: AsyncConnection) -> None:
    """An UPDATE of many rows is one statement each, and all of them count."""
    await connection.execute(insert(spot), rows(1, 2, 3))
    statement = update(spot).where(spot.c.id == bindparam("number")).values(name=bindparam("word"))
    result = await connection.execute(statement, [{"number": n, "word": f"%{n}"} for n in (1, 2, 9)])
    assert result.rowcount == 2
    assert [name for _, name, _ in await contents(connection)] == ["%1", "%2", "한 3"]
