"""How long the event loop stands still while something else runs in it."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_INTERVAL = 0.002


class Stalls:
    """The worst delay of a task that wakes up every 2 ms, in seconds."""

    def __init__(self) -> None:
        self.worst = 0.0
        """As a clock on the wall shows it, with what other processes took of the processor."""
        self.worst_busy = 0.0
        """The processor time of the loop's own thread in one delay: what a quiet machine would show."""


@asynccontextmanager
async def watching() -> AsyncIterator[Stalls]:
    """Yield `Stalls` that are measured until the end."""
    stalls = Stalls()
    task = asyncio.create_task(_tick(stalls))
    try:
        yield stalls
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _tick(stalls: Stalls) -> None:
    while True:
        started, busy = time.perf_counter(), time.thread_time()
        await asyncio.sleep(_INTERVAL)
        stalls.worst = max(stalls.worst, time.perf_counter() - started - _INTERVAL)
        stalls.worst_busy = max(stalls.worst_busy, time.thread_time() - busy)
