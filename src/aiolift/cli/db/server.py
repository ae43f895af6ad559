"""What a server says about itself and about the connection to it."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from aiolift.database import Database

#: How often the round trip is measured.
ROUND_TRIPS = 9


@dataclass(frozen=True)
class Server:
    """The server at the other end of a connection, and how it is reached.

    `tls` is protocol and cipher, or None for a connection in clear text; `charset` is the connection's and
    `database_charset` what new tables get; `round_trip_seconds` is the median time of a ``SELECT 1``.
    """

    product: str
    version: str
    tls: str | None
    charset: str
    database_charset: str
    round_trip_seconds: float


async def ask(database: Database) -> Server:
    """Ask the server of `database`."""
    describe = {"sqlite": _sqlite, "postgresql": _postgresql}.get(database.url.get_backend_name(), _mysql)
    async with database.read_engine.connect() as connection:
        product, version, tls, charset, database_charset = await describe(connection)
        round_trip = await _round_trip(connection)
    return Server(product, version, tls, charset, database_charset, round_trip)


async def _round_trip(connection: AsyncConnection) -> float:
    times = []
    for _ in range(ROUND_TRIPS):
        started = time.perf_counter()
        await connection.exec_driver_sql("SELECT 1")
        times.append(time.perf_counter() - started)
    return statistics.median(times)


async def _mysql(connection: AsyncConnection) -> tuple[str, str, str | None, str, str]:
    row = await connection.exec_driver_sql("SELECT VERSION(), @@character_set_connection, @@character_set_database")
    version, charset, database_charset = [str(value) for value in row.one()]
    product = next((name for name in ("MariaDB", "TiDB") if name in version), "MySQL")
    rows = await connection.exec_driver_sql("SHOW SESSION STATUS WHERE Variable_name IN ('Ssl_version', 'Ssl_cipher')")
    status = dict([str(value) for value in row] for row in rows)
    tls = f"{status['Ssl_version']}, {status['Ssl_cipher']}" if status.get("Ssl_cipher") else None
    return product, version.replace(f"-{product}", ""), tls, charset, database_charset


async def _postgresql(connection: AsyncConnection) -> tuple[str, str, str | None, str, str]:
    row = await connection.exec_driver_sql(
        "SELECT current_setting('server_version'), current_setting('client_encoding'), "
        "current_setting('server_encoding'), ssl, version, cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    )
    version, charset, database_charset, encrypted, protocol, cipher = list(row.one())
    return "PostgreSQL", version, f"{protocol}, {cipher}" if encrypted else None, charset, database_charset


async def _sqlite(connection: AsyncConnection) -> tuple[str, str, str | None, str, str]:
    version = (await connection.exec_driver_sql("SELECT sqlite_version()")).scalar_one()
    encoding = (await connection.exec_driver_sql("PRAGMA encoding")).scalar_one()
    return "SQLite", version, None, encoding, encoding
