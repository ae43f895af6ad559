"""Each MySQL driver; and an engine of the ``mysqlconnector_async`` dialect on a fresh database of each server."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from tests.conftest import MYSQL_DRIVERS
from tests.servers import Server


@pytest.fixture(params=MYSQL_DRIVERS)
def driver(request: pytest.FixtureRequest) -> str:
    """Each MySQL driver in turn."""
    return str(request.param)


MakeEngine = Callable[..., AsyncEngine]


async def connection_id(connection: AsyncConnection) -> int:
    """The server's number of the connection."""
    return int(await connection.scalar(text("SELECT CONNECTION_ID()")))


@pytest.fixture
def mysqlconnector_url(server: Server, fresh_database: Callable[..., str]) -> str:
    """The URL of a fresh empty database."""
    return fresh_database(server, "mysqlconnector_async")


@pytest.fixture
async def make_engine(mysqlconnector_url: str) -> AsyncIterator[MakeEngine]:
    """``make_engine(query="", **options)``: an engine with one connection, for which the next user has to wait.

    So what a test leaves in the pool is what it gets next.
    """
    engines: list[AsyncEngine] = []

    def make(query: str = "", **options: Any) -> AsyncEngine:
        options = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 5} | options
        engines.append(create_async_engine(mysqlconnector_url + query, **options))
        return engines[-1]

    yield make
    for engine in engines:
        await engine.dispose()
    gc.collect()  # a forgotten socket warns now, and not in somebody else's test


@pytest.fixture
def engine(make_engine: MakeEngine) -> AsyncEngine:
    """An engine with one connection."""
    return make_engine()


@pytest.fixture
def endless(server: Server, mysqlconnector_url: str) -> str:
    """A statement with 10**12 rows, more than anybody will ever read; the first of them comes at once.

    The server ends it with an error after 30 s, so that a test fails instead of hanging where somebody does read them.
    """
    rows = ", ".join(f"({n})" for n in range(1000))
    database = make_url(mysqlconnector_url).database
    server.run_sql("CREATE TABLE number (n INT PRIMARY KEY)", f"INSERT INTO number VALUES {rows}", database=database)
    tables = "number a, number b, number c, number d"
    if server.kind == "mariadb":
        return f"SET STATEMENT max_statement_time = 30 FOR SELECT a.n FROM {tables}"
    # without NO_BNL MySQL would make tables of a million rows before it sent the first
    return f"SELECT /*+ NO_BNL(a, b, c, d) MAX_EXECUTION_TIME(30000) */ a.n FROM {tables}"
