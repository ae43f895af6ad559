"""AL607: a whole table that is read or written on the event loop."""

from __future__ import annotations

from aiolift.lint.blocking_rule import BlockingRule
from aiolift.lint.rule import Invalid, Valid


class BlockingTable(BlockingRule):
    """pandas, polars and openpyxl read, parse and write whole tables in one call, which can take seconds. On the event
    loop that is a standstill of all requests. Run it in a thread, or in a job of its own.
    """

    code = "AL607"
    name = "blocking-table"
    source = "https://docs.python.org/3/library/asyncio-task.html#running-in-threads"
    waits = ("reads or writes a whole table",)
    invalid = (
        Invalid(
            """
import pandas


async def upload(path: str):
    return pandas.read_csv(path).to_dict()
""",
            at=("pandas.read_csv(path)",),
        ),
    )
    valid = (
        Valid("""
import asyncio

import pandas


async def upload(path: str):
    return (await asyncio.to_thread(pandas.read_csv, path)).to_dict()


def report(path: str):
    return pandas.read_csv(path)
"""),
    )
