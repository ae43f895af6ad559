"""A lock that one process at a time can hold: who waits, who does not, and how it is given up."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from aiolift import Database, locking
from aiolift.errors import LockTimeoutError, LockUnavailableError
from tests.servers import Server

HOLD_FOR_EVER = """
import asyncio, sys
from aiolift import Database

async def main():
    async with Database(sys.argv[1]).lock("import"):
        print("held", flush=True)
        await asyncio.sleep(3600)

asyncio.run(main())
"""


@pytest.fixture
async def db(any_url: str) -> AsyncIterator[Database]:
    """Yield a Database whose pool has one place, for every driver on every server."""
    database = Database(any_url, pool_size=1, max_overflow=0, pool_timeout=5)
    yield database
    await database.dispose()


@pytest.fixture
async def other(any_url: str) -> AsyncIterator[Database]:
    """Yield a second Database on the same tables, as another process has it."""
    database = Database(any_url)
    yield database
    await database.dispose()


async def is_free(database: Database, name: str = "import") -> bool:
    """Try to take the lock."""
    try:
        async with database.lock(name, timeout=0):
            return True
    except LockTimeoutError:
        return False


async def hold_for_ever(database: Database, held: asyncio.Event | None = None) -> None:
    """Take the lock, say so, and keep it."""
    async with database.lock("import"):
        if held is not None:
            held.set()
        await asyncio.sleep(3600)


async def test_one_holder_at_a_time(db: Database, other: Database) -> None:
    """The second holder gets the lock when the first has given it up, and not before."""
    order = []

    async def wait_and_hold() -> None:
        async with other.lock("import"):
            order.append("second")

    async with db.lock("import"):
        waiting = asyncio.create_task(wait_and_hold())
        await asyncio.sleep(0.3)
        order.append("first")
    await waiting
    assert order == ["first", "second"]


async def test_waiting_in_vain(db: Database, other: Database) -> None:
    """Who waits for too long gets an error that names the lock and what to do, and no password."""
    async with db.lock("import"):
        with pytest.raises(LockTimeoutError, match=r"'import'.*Wait until it has ended.*timeout=") as caught:
            async with other.lock("import", timeout=0.1):
                pass
    assert "rd#1" not in str(caught.value)


async def test_other_names_are_free(db: Database, other: Database) -> None:
    """Locks with different names do not exclude each other."""
    async with db.lock("import"):
        assert await is_free(other, "export")


async def test_given_up_on_error(db: Database, other: Database) -> None:
    """An exception inside the block gives up the lock, and passes."""
    with pytest.raises(ValueError, match="broken"):
        async with db.lock("import"):
            raise ValueError("broken")
    assert await is_free(other)


async def test_given_up_on_cancellation(db: Database, other: Database) -> None:
    """A cancelled holder gives up the lock."""
    held = asyncio.Event()
    task = asyncio.create_task(hold_for_ever(db, held))
    await held.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with other.lock("import", timeout=10):
        pass


async def test_cancelled_while_waiting(db: Database, other: Database) -> None:
    """Who is cancelled while it waits takes no lock and no connection with it."""
    async with db.lock("import"):
        task = asyncio.create_task(hold_for_ever(other))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with db.lock("import", timeout=10):
        pass
    assert other.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


async def test_given_up_when_the_process_dies(any_url: str, other: Database) -> None:
    """The lock of a killed process is free."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLD_FOR_EVER, any_url, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"held\n"
    assert not await is_free(other)
    process.kill()
    await process.wait()
    async with other.lock("import", timeout=10):
        pass


async def test_the_holder_can_work(db: Database) -> None:
    """The lock blocks no writes, and takes no connection away from a pool that has one."""
    async with db.lock("import"):
        async with db.session() as session:
            await session.exec(text("CREATE TABLE locked_work (id INTEGER)"))
        async with db.session() as session:
            await session.exec(text("INSERT INTO locked_work VALUES (1)"))
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


async def test_switched_off(any_url: str, db: Database) -> None:
    """With named_locks=False nothing is locked, for servers that cannot."""
    without = Database(any_url, named_locks=False)
    async with db.lock("import"), without.lock("import", timeout=0):
        pass
    await without.dispose()


async def test_long_names_differ(db: Database, other: Database) -> None:
    """A name that is longer than GET_LOCK takes is still a name of its own."""
    async with db.lock("x" * 100 + "1"):
        assert not await is_free(other, "x" * 100 + "1")
        assert await is_free(other, "x" * 100 + "2")


async def test_databases_of_one_server_differ(server: Server, fresh_database: Callable[..., str]) -> None:
    """The same name in another database of the server is another lock."""
    one, two = Database(fresh_database(server)), Database(fresh_database(server))
    async with one.lock("import"):
        assert await is_free(two)
    await one.dispose()
    await two.dispose()


async def test_waits_longer_than_the_read_timeout(server: Server, fresh_database: Callable[..., str]) -> None:
    """Waiting for the lock is no query that takes too long."""
    url = fresh_database(server)
    one, two = Database(url), Database(url, read_timeout=1.5)
    async with one.lock("import"):
        with pytest.raises(LockTimeoutError, match=r"connection \d+ of the server holds it"):
            async with two.lock("import", timeout=2):
                pass
    await one.dispose()
    await two.dispose()


async def test_survives_a_short_wait_timeout(server: Server, fresh_database: Callable[..., str]) -> None:
    """A server that closes idle connections after a second does not end the lock."""
    url = fresh_database(server)
    one, two = Database(url), Database(url)
    (before,) = server.run_sql("SELECT @@global.wait_timeout")[0]
    server.run_sql("SET GLOBAL wait_timeout = 1")
    try:
        async with one.lock("import"):
            await asyncio.sleep(2.5)
            assert not await is_free(two)
    finally:
        server.run_sql(f"SET GLOBAL wait_timeout = {before}")
    await one.dispose()
    await two.dispose()


async def test_a_server_without_the_lock(server: Server, fresh_database: Callable[..., str]) -> None:
    """A server that refuses GET_LOCK is an error that names the setting to use. Here it refuses the name."""
    database = Database(fresh_database(server))
    async with database.engine.connect() as connection:
        with pytest.raises(LockUnavailableError, match=r"refuses GET_LOCK.*named_locks=False"):
            await locking._get_lock(connection, "x" * 300)
    await database.dispose()


async def test_sqlite_file_that_cannot_be_made(tmp_path: Path) -> None:
    """Where the file beside a SQLite database cannot be made, the error says which."""
    (tmp_path / "test.db-import.lock").mkdir()
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    with pytest.raises(LockUnavailableError, match=r"test\.db-import\.lock cannot be locked"):
        async with database.lock("import"):
            pass


@pytest.mark.parametrize("url", ["sqlite:///{}/my.db", "sqlite:///file:{}/my.db?mode=rwc&uri=true"])
async def test_sqlite_file_beside_the_database(tmp_path: Path, url: str) -> None:
    """However a SQLite database is named, its lock lies beside it and is an empty file."""
    database = Database(url.format(tmp_path))
    async with database.lock("import/1"):
        assert [(entry.name, entry.stat().st_size) for entry in os.scandir(tmp_path)] == [("my.db-import_1.lock", 0)]
