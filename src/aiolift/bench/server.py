"""The database server that something is measured on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiolift.database import Database


async def server_name(database: Database) -> str:
    """Connect, and return what the server is, as ``MariaDB 10.11.14`` or ``MySQL 9.7.4``.

    :raises ConnectError: it cannot be reached.
    """
    await database.connect()
    async with database.engine.connect() as connection:
        version = str((await connection.exec_driver_sql("SELECT version()")).scalar())
    number, _, rest = version.partition("-")
    return f"{'MariaDB' if 'MariaDB' in rest else 'MySQL'} {number}"
