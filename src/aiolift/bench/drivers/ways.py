"""What is done with a driver, and through what: the driver alone, a unit of work, a reader, a prepared read."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam
from sqlmodel import select

from aiolift.bench.drivers.note import BenchEntry, BenchNote, code
from aiolift.bench.drivers.raw import raw_pool
from aiolift.database import Database
from aiolift.drivers.mysql import MySQLDriver

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiolift.bench.turns import Unit

RAW = "driver alone"
SESSION = "db.session()"
READER = "db.reader()"
PREPARED = "db.prepare()"
BINARY = "the same, prepared on the server"

ONE_ROW = "1 row"
MANY_ROWS = "1000 rows"
INSERT = "insert"

_COLUMNS = ", ".join(BenchNote.model_fields)
_SELECT = f"SELECT {_COLUMNS} FROM {BenchNote.__tablename__}"
_ROW = select(BenchNote).where(BenchNote.code == bindparam("code"))


@dataclass(frozen=True)
class Way:
    """One operation through one path.

    :param through: `RAW`, `SESSION`, …
    :param operation: `ONE_ROW`, `MANY_ROWS` or `INSERT`.
    """

    through: str
    operation: str
    unit: Unit


@asynccontextmanager
async def ways(database: Database, tasks: int) -> AsyncIterator[list[Way]]:
    """Yield every way with the Database's driver, each with so many connections."""
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(raw_pool(database, tasks))
        found = [*_raw(pool), *_session(database), *_reader(database), *_prepared(database, PREPARED)]
        if isinstance(database.driver, MySQLDriver) and database.driver.can_prepare:
            binary = Database(database.settings, pool_size=tasks, prepared_statements=True)
            stack.push_async_callback(binary.dispose)
            found += _prepared(binary, BINARY)
        yield found


def _raw(pool: Any) -> list[Way]:
    async def one_row(number: int) -> None:
        await pool.execute(f"{_SELECT} WHERE code = %s", code(number))

    async def many_rows(_number: int) -> None:
        await pool.execute(_SELECT)

    async def insert(number: int) -> None:
        await pool.execute(f"INSERT INTO {BenchEntry.__tablename__} (title) VALUES (%s)", f"title {number}")

    return [Way(RAW, ONE_ROW, one_row), Way(RAW, MANY_ROWS, many_rows), Way(RAW, INSERT, insert)]


def _session(database: Database) -> list[Way]:
    async def one_row(number: int) -> None:
        async with database.session() as session:
            (await session.exec(select(BenchNote).where(BenchNote.code == code(number)))).one()

    async def many_rows(_number: int) -> None:
        async with database.session() as session:
            (await session.exec(select(BenchNote))).all()

    async def insert(number: int) -> None:
        async with database.session() as session:
            session.add(BenchEntry(title=f"title {number}"))

    return [Way(SESSION, ONE_ROW, one_row), Way(SESSION, MANY_ROWS, many_rows), Way(SESSION, INSERT, insert)]


def _reader(database: Database) -> list[Way]:
    async def one_row(number: int) -> None:
        async with database.reader() as reader:
            (await reader.exec(select(BenchNote).where(BenchNote.code == code(number)))).one()

    async def many_rows(_number: int) -> None:
        async with database.reader() as reader:
            (await reader.exec(select(BenchNote))).all()

    return [Way(READER, ONE_ROW, one_row), Way(READER, MANY_ROWS, many_rows)]


def _prepared(database: Database, through: str) -> list[Way]:
    row, rows = database.prepare(_ROW), database.prepare(select(BenchNote))

    async def one_row(number: int) -> None:
        await row.one(code=code(number))

    async def many_rows(_number: int) -> None:
        await rows.all()

    return [Way(through, ONE_ROW, one_row), Way(through, MANY_ROWS, many_rows)]
