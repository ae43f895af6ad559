"""Connections that cannot be trusted leave the pool: what an error leaves behind, and what died while it was idle."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError, MissingGreenlet
from sqlalchemy.util import greenlet_spawn

from aiolift import server_errors

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

    from aiolift.drivers import Driver

_RETURNED_AT = "aiolift.returned_at"


def watch(engine: Engine, driver: Driver, *, ping_after: float, ping_timeout: float) -> None:
    """Listen to `engine`.

    - After an error that is not an answer of the server, the connection's state is unknown, and it is closed.
    - At checkout, a connection whose peer has closed its end is replaced: a look at the socket, not a round trip. One
      that was idle for longer than `ping_after` seconds is pinged, as a firewall closes connections without a word, and
      replaced where no answer comes within `ping_timeout` seconds.
    """
    event.listen(engine, "handle_error", _invalidate)

    @event.listens_for(engine, "checkin")
    def _note_time(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info[_RETURNED_AT] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _check(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        returned_at = record.info.get(_RETURNED_AT)
        if returned_at is None:
            return  # just connected
        if not driver.is_open(record.driver_connection):
            raise DisconnectionError("the server has closed the connection")
        if time.monotonic() - returned_at > ping_after and not _answers(engine, connection, ping_timeout):
            raise DisconnectionError("the server does not answer on the connection")


def _answers(engine: Engine, connection: Any, timeout: float) -> bool:
    async def ping(_driver_connection: Any) -> bool:
        async with asyncio.timeout(timeout):
            return await greenlet_spawn(engine.dialect.do_ping, connection)

    try:
        return bool(connection.run_async(ping))
    except Exception:  # noqa: BLE001 -- whatever a dead connection raises, it is of no use
        return False


def _invalidate(context: ExceptionContext) -> None:
    error = context.original_exception
    if context.connection is None or isinstance(error, MissingGreenlet):
        return  # nothing was connected, or nothing was sent
    if context.statement is not None and context.execution_context is None:
        return  # the statement failed before it was sent
    if server_errors.code(error) in server_errors.CONNECTION_GONE:
        context.is_disconnect = True
    elif not context.is_disconnect and not (server_errors.is_answer(context) and _is_still_in_transaction(error)):
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = False  # the other connections are well


def _is_still_in_transaction(error: BaseException) -> bool:
    """Whether what came before the failed statement can still be committed.

    After a deadlock the server has rolled it back: whoever catches the error and goes on would commit the second half.
    """
    return server_errors.code(error) not in server_errors.ROLLED_BACK
