"""How long the event loop stands still."""

import asyncio
import time

from aiolift.bench.stalls import watching


async def test_sees_what_blocks() -> None:
    """A call that blocks the loop is seen in full; what waits in the loop does not add processor time."""
    async with watching() as blocked:
        await asyncio.sleep(0.01)
        time.sleep(0.1)  # noqa: ASYNC251 -- that is what is to be seen
        await asyncio.sleep(0.01)
    assert blocked.worst >= 0.09
    assert blocked.worst_busy <= blocked.worst
