"""Connections that are given up while a query may still run on them: the server is made to end it.

A server does not notice that the client of a running query has gone: the query would run to its end, and its connection
with it. So the socket is kept, and the server told that the client leaves (COM_QUIT), which it reads when it is done
with the query. Where it does not close its end at once, the query is killed, over another connection.

What is killed is surely ours. The socket stays open until then, so that the server cannot give the connection's number
to somebody else. And the server must say of both connections, by number, the client's address that this side sees:
behind a proxy, a load balancer or a NAT that does not hold, and nothing is killed.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import NullPool

from aiolift import server_errors

if TYPE_CHECKING:
    from sqlalchemy import URL
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.ext.asyncio import AsyncConnection
    from sqlalchemy.pool import ConnectionPoolEntry

    from aiolift.drivers.mysql import MySQLDriver
    from aiolift.settings import DatabaseSettings

logger = logging.getLogger("aiolift.pool")

#: The packet of COM_QUIT, which the server does not answer but by closing its end.
GOODBYE = bytes([1, 0, 0, 0, 1])
#: How long a server may take to close its end before the query is taken for a long one, in seconds.
GRACE = 0.05
#: How long one connection is cared for in all, in seconds. For so long it keeps its place in the pool.
PATIENCE = 5.0
#: How often the server is asked what runs, in seconds: one that is busy may take up the query late.
_ASK_EVERY = 0.1
#: ER_NO_SUCH_THREAD: the connection has ended by itself.
_NO_SUCH_THREAD = 1094


class Farewell(asyncio.Protocol):
    """Waits for the server to close its end of a connection, and drops what else comes.

    :param connection: which nobody else uses any more; kept, as a stream that nobody has closes its socket.
    :param transport: that of `connection`.
    :param number: the server's number of it.
    """

    def __init__(self, connection: DBAPIConnection, transport: asyncio.Transport, number: int) -> None:
        self.connection = connection
        self.number = number
        self.transport = transport
        self.closed = asyncio.Event()
        self.port = port_of(transport)
        transport.set_protocol(self)
        transport.resume_reading()
        transport.write(GOODBYE)

    def eof_received(self) -> None:
        """Note that the server has closed its end; the transport then closes itself."""
        self.closed.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the connection is gone."""
        self.closed.set()


@dataclass(frozen=True)
class _Shown:
    """A connection as the server shows it."""

    number: int
    host: str
    command: str
    statement: str

    def is_from(self, client: str, port: int | None) -> bool:
        return self.host == (client if port is None else f"{client}:{port}")

    @property
    def can_be_killed(self) -> bool:
        """Whether a statement runs; a COMMIT is let run, which is short."""
        return self.command in {"Query", "Execute"} and not self.statement.upper().startswith("COMMIT")


class Farewells:
    """Those of one Database."""

    def __init__(self, driver: MySQLDriver, url: URL, settings: DatabaseSettings) -> None:
        self._driver = driver
        self._engine = driver.create_engine(url, settings, poolclass=NullPool)
        self._tasks: dict[ConnectionPoolEntry, asyncio.Task[None]] = {}
        self._waiting: dict[int, Farewell] = {}
        self._killing: asyncio.Task[None] | None = None

    def see_off(self, connection: DBAPIConnection, entry: ConnectionPoolEntry, error: BaseException | None) -> None:
        """Take over the socket of a connection that is about to be closed. For the pool's event "invalidate"."""
        if isinstance(error, DisconnectionError):
            return  # it was idle, and is dead
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # the interpreter is ending
        transport = self._driver.disown(connection)
        if transport is not None and not transport.is_closing():
            farewell = Farewell(connection, transport, self._driver.number(connection))
            self._tasks[entry] = task = loop.create_task(self._see_off(farewell), name="aiolift: farewell")
            task.add_done_callback(lambda done: self._forget(entry, done))

    def of(self, entry: ConnectionPoolEntry) -> asyncio.Task[None] | None:
        """Return the task that ends when the server has closed the connection which `entry` had; None if it has."""
        task = self._tasks.get(entry)
        return task if task is not None and not task.done() else None

    async def finish(self) -> None:
        """Wait until all are done."""
        tasks = [task for task in (*self._tasks.values(), self._killing) if task is not None and not task.done()]
        if tasks:
            await asyncio.wait(tasks)

    def _forget(self, entry: ConnectionPoolEntry, task: asyncio.Task[None]) -> None:
        if self._tasks.get(entry) is task:
            del self._tasks[entry]

    async def _see_off(self, farewell: Farewell) -> None:
        try:
            if not await _within(GRACE, farewell.closed):
                self._waiting[farewell.number] = farewell
                if self._killing is None or self._killing.done():
                    self._killing = asyncio.create_task(self._kill(), name="aiolift: KILL QUERY")
                await _within(PATIENCE, farewell.closed)
        finally:
            self._waiting.pop(farewell.number, None)
            farewell.transport.abort()

    async def _kill(self) -> None:
        """End the queries of all that wait, and of those that come while the connection for it is closed."""
        try:
            while self._waiting:
                await self._kill_waiting()
        except (DBAPIError, OSError):  # TimeoutError is an OSError
            logger.warning("queries of cancelled tasks may go on running on the server", exc_info=True)

    async def _kill_waiting(self) -> None:
        """End the queries of all that wait, over one connection."""
        connection = self._engine.connect()
        async with asyncio.timeout(PATIENCE):
            await connection.start()
        try:
            while self._waiting:
                async with asyncio.timeout(PATIENCE):
                    for number in await self._running(connection):
                        await _kill_query(connection, number)
                await asyncio.sleep(_ASK_EVERY)
        finally:
            await connection.close()

    async def _running(self, connection: AsyncConnection) -> list[int]:
        """Return the numbers of the connections, of those that wait, which run a query and are surely ours."""
        raw: Any = (await connection.get_raw_connection()).dbapi_connection
        number, port = self._driver.number(raw), port_of(self._driver.transport(raw.driver_connection))
        numbers = ", ".join(map(str, [number, *self._waiting]))
        rows = await connection.exec_driver_sql(
            f"SELECT id, host, command, COALESCE(info, '') FROM information_schema.processlist WHERE id IN ({numbers})"
        )
        found = {shown.number: shown for shown in (_Shown(*tuple(row)) for row in rows)}
        if number not in found:
            return []
        client = found[number].host.removesuffix(f":{port}")
        if not found[number].is_from(client, port):
            return []
        return [
            number
            for number, farewell in self._waiting.items()
            if number in found and found[number].is_from(client, farewell.port) and found[number].can_be_killed
        ]


async def _kill_query(connection: AsyncConnection, number: int) -> None:
    logger.info("killing the query of connection %d, whose task is gone", number)
    try:
        await connection.exec_driver_sql(f"KILL QUERY {number}")
    except DBAPIError as error:
        if server_errors.code(error) != _NO_SUCH_THREAD:
            raise


def port_of(transport: asyncio.BaseTransport | None) -> int | None:
    """Return this side's port; None for a unix socket."""
    address = transport.get_extra_info("sockname") if transport is not None else None
    return address[1] if isinstance(address, tuple) else None


async def _within(seconds: float, event: asyncio.Event) -> bool:
    """Wait for `event`; False where it does not come in time."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
