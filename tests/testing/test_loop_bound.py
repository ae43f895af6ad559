"""A Database for one test is closed in the loop that used it, whichever that is and whenever it ends."""

import asyncio
import threading

import pytest
from sqlalchemy import text

from aiolift import Database, DatabaseSettings
from aiolift.errors import SessionError
from aiolift.testing.loop_bound import LoopBoundDatabase


@pytest.fixture
def database(watched_url: str) -> LoopBoundDatabase:
    """A Database for one test, for every server and driver; after the test no connection of it is left."""
    return LoopBoundDatabase(DatabaseSettings.create(url=watched_url))


@pytest.fixture
def sqlite_database() -> LoopBoundDatabase:
    """A Database for one test on SQLite, where the server makes no difference."""
    return LoopBoundDatabase(DatabaseSettings.create(url="sqlite://"))


async def use(database: Database) -> None:
    """Use a connection of each pool."""
    for open_session in (database.session, database.reader):
        async with open_session() as session:
            await session.scalar(text("SELECT 1"))


def test_loop_that_ends_before_the_test(database: LoopBoundDatabase) -> None:
    """The connections are closed when their loop ends, as that of a function's scope does before `finish`."""
    asyncio.run(use(database))
    assert database.engine.pool.checkedin() == database.read_engine.pool.checkedin() == 0
    database.finish()


def test_loop_that_goes_on(database: LoopBoundDatabase) -> None:
    """`finish` closes the connections in a loop that will serve other tests, and the loop is not harmed."""
    with asyncio.Runner() as runner:
        runner.run(use(database))
        database.finish()
        assert database.engine.pool.checkedin() == database.read_engine.pool.checkedin() == 0
        runner.run(asyncio.sleep(0))


def test_loop_of_another_thread(database: LoopBoundDatabase) -> None:
    """`finish` closes the connections in a loop that runs in another thread, as a TestClient's does."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(use(database), loop).result()
        database.finish()
        assert database.engine.pool.checkedin() == database.read_engine.pool.checkedin() == 0
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_task_that_was_left_behind(database: LoopBoundDatabase) -> None:
    """A task that still has a session when the loop ends loses it before the connections are closed."""
    tasks = []

    async def hold(has_session: asyncio.Event) -> None:
        async with database.session() as session:
            await session.scalar(text("SELECT 1"))
            has_session.set()
            await asyncio.Event().wait()

    async def leave() -> None:
        has_session = asyncio.Event()
        tasks.append(asyncio.create_task(hold(has_session)))
        await has_session.wait()

    asyncio.run(leave())
    assert tasks[0].cancelled()
    database.finish()


def test_never_used(sqlite_database: LoopBoundDatabase) -> None:
    """A Database that was not used needs no loop, and there is nothing to close."""
    sqlite_database.finish()


def test_other_uses_than_sessions(watched_url: str) -> None:
    """The connections that `connect`, a lock and the engine itself open are closed with the loop too."""
    database = LoopBoundDatabase(DatabaseSettings.create(url=watched_url))

    async def work() -> None:
        await database.connect()
        async with database.lock("test"), database.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    asyncio.run(work())
    database.finish()


def test_second_loop(database: LoopBoundDatabase) -> None:
    """A second loop is refused, for every way to use the Database, while the first goes on and when it has ended."""
    with asyncio.Runner() as first:
        first.run(use(database))
        for work in (use, Database.connect, Database.table_names):
            with asyncio.Runner() as second, pytest.raises(SessionError, match="two event loops"):
                second.run(work(database))
        first.run(use(database))
    with pytest.raises(SessionError, match="two event loops"):
        asyncio.run(use(database))
    database.finish()


def test_after_the_test(sqlite_database: LoopBoundDatabase) -> None:
    """After `finish` nothing works, so that a test does not use the Database of another."""
    sqlite_database.finish()
    with pytest.raises(SessionError, match="belongs to a test that has ended"):
        asyncio.run(use(sqlite_database))
