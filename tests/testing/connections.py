"""What a server knows of a test's connections and databases."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.servers import Server


def remaining_connections(server: Server, database: str) -> int:
    """Return how many connections to `database` the server has once it has seen the end of those that were closed."""
    deadline = time.monotonic() + 5
    while True:
        (row,) = server.run_sql(f"SELECT COUNT(*) FROM information_schema.processlist WHERE db = '{database}'")
        if row[0] == 0 or time.monotonic() > deadline:
            return int(row[0])
        time.sleep(0.01)


def database_names(server: Server, prefix: str) -> list[str]:
    """Return the databases of the server that begin with `prefix`."""
    return [name for (name,) in server.run_sql("SHOW DATABASES") if name.startswith(prefix)]
