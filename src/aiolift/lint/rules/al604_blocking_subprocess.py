"""AL604: a process that a coroutine waits for with its thread."""

from __future__ import annotations

from aiolift.lint.blocking_rule import BlockingRule
from aiolift.lint.rule import Invalid, Valid


class BlockingSubprocess(BlockingRule):
    """`subprocess.run`, `Popen.wait` and `os.system` wait for the other process with the whole thread. Use
    `asyncio.create_subprocess_exec`, whose `wait` and `communicate` can be awaited, or run the call in a thread.
    """

    code = "AL604"
    name = "blocking-subprocess"
    source = "https://docs.python.org/3/library/asyncio-subprocess.html"
    waits = ("waits for another process",)
    invalid = (
        Invalid(
            """
import subprocess


async def backup(name: str):
    subprocess.run(["mariadb-dump", name], check=True)
""",
            at=('subprocess.run(["mariadb-dump", name], check=True)',),
        ),
    )
    valid = (
        Valid("""
import asyncio
import subprocess


async def backup(name: str):
    process = await asyncio.create_subprocess_exec("mariadb-dump", name)
    await process.wait()
    await asyncio.to_thread(subprocess.run, ["mariadb-dump", name], check=True)
"""),
    )
