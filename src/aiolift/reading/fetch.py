"""Rows from the driver's own connection, without greenlets: checked out for one statement, and let go at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.util import greenlet_spawn

from aiolift.drivers.mode import Mode
from aiolift.reading import private

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncEngine

    from aiolift.drivers import Driver

    Rows = tuple[Sequence[Any], Sequence[Any]]


async def fetch(engine: AsyncEngine, driver: Driver, sql: str, arguments: tuple[Any, ...], context: Any) -> Rows:
    """Return the rows of a statement and their description (PEP 249).

    :param context: the execution context of the compiled statement, for errors.
    :raises DBAPIError: as SQLAlchemy raises it, after its ``handle_error`` events.
    """
    pool: Any = engine.sync_engine.pool  # a FairPool
    managed = pool.check_out_now(Mode.READ_ONLY) or await pool.check_out(Mode.READ_ONLY)
    connection = managed.dbapi_connection
    try:
        rows = await driver.fetch(connection, sql, arguments)
    except BaseException as error:
        await pool.check_in(managed, error)
        if not isinstance(error, Exception):
            raise  # the task is cancelled
        await greenlet_spawn(private.handle_error, engine.sync_engine, error, connection, sql, arguments, context)
        raise AssertionError("the error was not raised") from error
    if not pool.check_in_now(managed):
        await pool.check_in(managed, None)
    return rows
