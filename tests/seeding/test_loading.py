"""A file into a table: the table itself, and what the transaction does."""

import asyncio
import itertools

import pytest
from sqlalchemy import text
from sqlmodel import func, select

from aiolift import Database
from aiolift.errors import SeedDuplicateError, SeedError
from aiolift.testing.rolled_back import RolledBackDatabase
from tests.seeding.conftest import CsvWriter
from tests.seeding.models import City
from tests.servers import Server

CODES = "code,name\n" + "".join(f"C{number},name\n" for number in range(50))


async def count(db: Database) -> int:
    """Return how many cities are committed."""
    async with db.reader() as session:
        return (await session.exec(select(func.count()).select_from(City))).one()


async def test_no_table(any_url: str, csv_file: CsvWriter) -> None:
    """A table that does not exist is an error that says how to create it."""
    db = Database(any_url)
    with pytest.raises(SeedError, match=r"the table 'seed_city' does not exist.*create_tables"):
        await db.seed(City, csv_file(CODES), key=("code",))
    await db.dispose()


async def test_no_transactions(server_db: Database, csv_file: CsvWriter) -> None:
    """A table that cannot roll back is refused."""
    async with server_db.engine.begin() as connection:
        await connection.execute(text("DROP TABLE seed_branch"))
        await connection.execute(text("ALTER TABLE seed_city ENGINE = MyISAM"))
    with pytest.raises(SeedError, match="the engine MyISAM, which cannot roll back; use InnoDB"):
        await server_db.seed(City, csv_file(CODES), key=("code",))


async def test_progress(db: Database, csv_file: CsvWriter) -> None:
    """Progress grows up to the size of the file."""
    path = csv_file("code,name\n" + "".join(f"C{number},{'x' * 10}\n" for number in range(3000)))
    calls: list[tuple[int, int]] = []
    await db.seed(City, path, key=("code",), progress=lambda done, total: calls.append((done, total)))
    size = path.stat().st_size
    assert len(calls) == 3
    assert calls == sorted(calls)
    assert calls[-1] == (size, size)
    assert 0 < calls[0][0] < size


async def test_cancelled(db: Database, csv_file: CsvWriter) -> None:
    """A cancelled seed leaves nothing: no rows, no connection, no lock."""
    half = asyncio.Event()
    task = asyncio.create_task(
        db.seed(City, csv_file(CODES), key=("code",), batch_size=10, progress=lambda _done, _total: half.set())
    )
    await half.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert await count(db) == 0
    assert (await db.seed(City, csv_file(CODES), key=("code",))).inserted == 50


async def test_in_the_transaction_of_a_test(db: Database, csv_file: CsvWriter) -> None:
    """The Database that the pytest plugin gives to a test can be seeded, and it is undone with the rest."""
    joined = RolledBackDatabase(db.settings)
    try:
        assert (await joined.seed(City, csv_file(CODES), key=("code",))).inserted == 50
        assert (await joined.seed(City, csv_file(CODES), key=("code",))).unchanged == 50
        assert await count(joined) == 50
        with pytest.raises(SeedDuplicateError):
            await joined.seed(City, csv_file(f"{CODES}C3,again\n"), key=("name", "code"))
        assert await count(joined) == 50
    finally:
        await joined.dispose()
        await joined._close()
    assert await count(db) == 0


async def test_tried_again(server: Server, server_db: Database, csv_file: CsvWriter) -> None:
    """A seed that waits too long for somebody's row lock starts again from the first row."""
    await server_db.seed(City, csv_file(CODES), key=("code",))
    path = csv_file(CODES.replace(",name", ",new").replace("code,new", "code,name"))
    batches = itertools.count(1)
    second_attempt = asyncio.Event()

    def note(_done: int, _total: int) -> None:
        if next(batches) == 5:  # four come before the row that is locked
            second_attempt.set()

    server.run_sql("SET GLOBAL innodb_lock_wait_timeout = 1")
    try:
        await server_db.engine.dispose()  # new connections take the new setting
        async with server_db.session() as session:
            await session.exec(text("SELECT * FROM seed_city WHERE code = 'C40' FOR UPDATE"))
            task = asyncio.create_task(
                server_db.seed(City, path, key=("code",), on_conflict="update", batch_size=10, progress=note)
            )
            waiting = asyncio.create_task(second_attempt.wait())
            await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
        result = await task
    finally:
        server.run_sql("SET GLOBAL innodb_lock_wait_timeout = DEFAULT")
    assert result.updated == 50
