"""AL606: a file that is read or written on the event loop."""

from __future__ import annotations

from aiolift.lint.blocking_rule import BlockingRule
from aiolift.lint.rule import Invalid, Valid


class BlockingFile(BlockingRule):
    """Files have no async form in Python: `open`, `read_text` and `shutil` wait for the disk, or for the network where
    the disk is one, with the whole thread. Read and write them in a thread.
    """

    code = "AL606"
    name = "blocking-file"
    source = "https://docs.python.org/3/library/asyncio-task.html#running-in-threads"
    waits = ("reads or writes a file",)
    invalid = (
        Invalid(
            """
from pathlib import Path


async def export(rows):
    Path("spots.csv").write_text("\\n".join(rows))
""",
            at=('Path("spots.csv").write_text("\\n".join(rows))',),
        ),
    )
    valid = (
        Valid("""
import asyncio
from pathlib import Path


async def export(rows):
    await asyncio.to_thread(Path("spots.csv").write_text, "\\n".join(rows))


def load():
    return Path("spots.csv").read_text()
"""),
    )
