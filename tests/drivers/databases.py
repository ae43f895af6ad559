"""Databases for the tests of the drivers, and proxies before them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import URL, make_url

from aiolift import Database
from tests.servers import FaultProxy, Server


@asynccontextmanager
async def opened(url: str | URL, **options: Any) -> AsyncIterator[Database]:
    """A Database that is disposed of at the end."""
    database = Database(url, **options)
    try:
        yield database
    finally:
        await database.dispose()


def through(proxy: FaultProxy, url: str) -> URL:
    """Return `url` with the proxy in the server's place."""
    return make_url(url).set(host=proxy.host, port=proxy.port)


def has(word: str) -> Callable[[str], bool]:
    """A proxy's matcher: MySQL Connector/Python puts two bytes before the query's text."""
    return lambda query: word in query


async def until_gone(server: Server, connection_id: Any) -> None:
    """Wait until the server has closed a connection."""
    connection = f"SELECT 1 FROM information_schema.processlist WHERE id = {connection_id}"
    while server.run_sql(connection):
        await asyncio.sleep(0.02)
