"""aiosqlite's connection, stopped and closed in any order, as SQLAlchemy does when a task is cancelled twice."""

import asyncio

from aiolift.drivers.aiosqlite_connection import connect


async def test_stopped_while_it_closes() -> None:
    """A close that is on its way ends, though the thread was stopped meanwhile."""
    connection = await connect(":memory:")
    closing = asyncio.create_task(connection.close())
    await asyncio.sleep(0)
    connection.stop()
    await closing


async def test_closed_after_it_was_stopped() -> None:
    """A connection that was stopped is closed already."""
    connection = await connect(":memory:")
    stopped = connection.stop()
    await connection.close()
    assert connection.stop() is None
    assert stopped is not None
    await stopped


async def test_options_reach_sqlite() -> None:
    """The options are those of `sqlite3.connect`."""
    connection = await connect("file::memory:", uri=True, isolation_level=None)
    assert connection.isolation_level is None
    await connection.close()
