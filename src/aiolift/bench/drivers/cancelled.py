"""What a driver alone makes of a connection whose query was cancelled: the next one must not get its answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Literal, TypeAlias

from aiolift.bench.drivers import raw

if TYPE_CHECKING:
    from aiolift.database import Database

#: The connection was closed; its next query was answered rightly; or with the answer of the cancelled one.
AfterCancellation: TypeAlias = Literal["closed", "right answer", "wrong answer"]

_SLOW = "SELECT 'cancelled', SLEEP(0.3)"
_CANCEL_AFTER = 0.05
#: How long a query may take that the server answers at once, in seconds.
_PATIENCE = 5.0


async def after_cancellation(database: Database) -> AfterCancellation:
    """Cancel a query on a connection of the driver alone, and run another on it."""
    connection = await raw.connect(database)
    try:
        try:
            async with asyncio.timeout(_CANCEL_AFTER):
                await raw.execute(connection, _SLOW)
        except TimeoutError:
            pass
        try:
            async with asyncio.timeout(_PATIENCE):
                rows = await raw.execute(connection, "SELECT 'next'")
        except Exception:  # noqa: BLE001 -- each driver has its own errors for a connection that is no more
            return "closed"
        return "right answer" if [tuple(row) for row in rows] == [("next",)] else "wrong answer"
    finally:
        try:
            async with asyncio.timeout(_PATIENCE):
                await raw.close(connection)
        except Exception:  # noqa: BLE001, S110 -- it is of no use any more
            pass
