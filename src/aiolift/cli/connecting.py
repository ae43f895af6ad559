"""Run a piece of async work on the Database that the command's options name."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import make_url

from aiolift.cli.output import stderr
from aiolift.database import Database
from aiolift.drivers.aiosqlite import is_memory
from aiolift.errors import ConnectError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Result = TypeVar("Result")


def run(
    work: Callable[[Database], Awaitable[Result]], *, url: str | None, wait: float = 0, creates: bool = False
) -> Result:
    """Connect, return ``await work(database)``, and disconnect.

    :param url: the database URL; None reads ``DATABASE_URL``. Other settings come from ``DATABASE_*`` in either case.
    :param wait: how long, in seconds, to wait for a server that does not answer yet.
    :param creates: whether a SQLite file that does not exist is to be made.
    :raises ConnectError: it did not answer in time, or refused the login; or there is no such SQLite file.
    """
    given = {"url": url} if url is not None else {}

    async def connected() -> Result:
        database = Database.from_env(**given, startup_timeout=wait, connect_retry=0)
        if not creates:
            _require_file(database)
        try:
            with stderr.status("waiting for the server") if wait else nullcontext():
                await database.connect()
            return await work(database)
        finally:
            await database.dispose()

    return asyncio.run(connected())


def _require_file(database: Database) -> None:
    """SQLite makes a file that does not exist: a typing error would look like an empty database."""
    url = make_url(database.settings.url.get_secret_value())
    if url.get_backend_name() == "sqlite" and not is_memory(url) and "uri" not in url.query:
        path = Path(url.database or "").resolve()
        if not path.exists():
            raise ConnectError(f"there is no SQLite database {path}; aiolift db init makes one")
