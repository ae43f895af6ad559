"""AL603: `time.sleep` in a coroutine."""

from __future__ import annotations

from aiolift.lint.blocking_rule import BlockingRule
from aiolift.lint.rule import Invalid, Valid


class BlockingSleep(BlockingRule):
    """`time.sleep` stops the thread, and with it every task of the event loop. `await asyncio.sleep(…)` stops only the
    task that calls it.
    """

    code = "AL603"
    name = "blocking-sleep"
    source = "https://docs.python.org/3/library/asyncio-task.html#asyncio.sleep"
    waits = ("sleeps",)
    invalid = (
        Invalid(
            """
import time


async def retry(work):
    time.sleep(1)
    return await work()
""",
            at=("time.sleep(1)",),
        ),
    )
    valid = (
        Valid("""
import asyncio
import time


async def retry(work):
    await asyncio.sleep(1)
    return await work()


def wait():
    time.sleep(1)
"""),
    )
