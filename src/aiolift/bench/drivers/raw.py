"""Each driver alone: its own connections, as its documentation says, in the same small pool."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiolift.drivers import tls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from aiolift.database import Database


async def connect(database: Database) -> Any:
    """Open a connection of the Database's driver, to where it goes, in autocommit mode."""
    url, settings = database.url, database.settings
    options: dict[str, Any] = {
        "host": url.host or "localhost",
        "port": url.port or 3306,
        "user": url.username or "",
        "password": url.password or "",
        "autocommit": True,
        "charset": "utf8mb4",
    }
    if settings.unix_socket is not None:
        options["unix_socket"] = str(settings.unix_socket)
    context = tls.context(settings)
    match database.driver.name:
        case "asyncmy":
            import asyncmy

            return await asyncmy.connect(**options, database=url.database, ssl=context)
        case "aiomysql":
            import aiomysql

            return await aiomysql.connect(**options, db=url.database, ssl=context)
        case _:
            from mysql.connector import aio

            if context is not None:  # it takes none, only files
                options |= {"ssl_ca": str(settings.tls_ca or ""), "ssl_verify_identity": settings.tls_check_hostname}
            # its default collation is unknown to MariaDB
            return await aio.connect(**options, database=url.database, collation="utf8mb4_general_ci")


class RawPool:
    """Some connections of a driver, for as many tasks."""

    def __init__(self, connections: Sequence[Any]) -> None:
        self._free: asyncio.Queue[Any] = asyncio.Queue()
        for connection in connections:
            self._free.put_nowait(connection)

    async def execute(self, statement: str, *arguments: Any) -> list[Any]:
        """Run a statement, with ``%s`` for its arguments; return its rows as tuples, none where it gives none."""
        connection = await self._free.get()
        try:
            return await execute(connection, statement, *arguments)
        finally:
            self._free.put_nowait(connection)


async def execute(connection: Any, statement: str, *arguments: Any) -> list[Any]:
    """Run a statement on a driver's connection; see `RawPool.execute`."""
    made = connection.cursor()
    async with await made if asyncio.iscoroutine(made) else made as cursor:
        await cursor.execute(statement, arguments)
        return list(await cursor.fetchall()) if cursor.description else []


@asynccontextmanager
async def raw_pool(database: Database, size: int) -> AsyncIterator[RawPool]:
    """Open so many connections, and close them at the end."""
    connections: list[Any] = []
    try:
        for _ in range(size):
            connections.append(await connect(database))
        yield RawPool(connections)
    finally:
        for connection in connections:
            await close(connection)


async def close(connection: Any) -> None:
    """Close a driver's connection, whatever state it is in."""
    ended = connection.close()
    if asyncio.iscoroutine(ended):
        await ended
