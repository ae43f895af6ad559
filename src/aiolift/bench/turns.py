"""One contender's turn: many tasks that do the same thing again and again, for a while."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    #: Does the thing once; the number says which time it is.
    Unit = Callable[[int], Awaitable[Any]]


@dataclass(frozen=True)
class Turn:
    """How fast it was.

    :param rate: times per second.
    :param cpu: the CPU time of this process for each, in seconds.
    """

    rate: float
    cpu: float


async def turn(unit: Unit, tasks: int, seconds: float) -> Turn:
    """Let so many tasks do it for so many seconds, each at least once."""
    numbers = iter(range(1 << 62))
    started, cpu = time.perf_counter(), time.process_time()
    end = started + seconds

    async def work() -> int:
        count = 0
        while not count or time.perf_counter() < end:
            await unit(next(numbers))
            count += 1
        return count

    done = sum(await asyncio.gather(*(work() for _ in range(tasks))))
    return Turn(done / (time.perf_counter() - started), (time.process_time() - cpu) / done)
