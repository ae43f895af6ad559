"""What a loop goes through: rows and collections from outside, or something that the program writes out."""

from __future__ import annotations

import ast

import pytest

from aiolift.analysis.bindings import Bindings
from aiolift.analysis.definitions import Definitions
from aiolift.analysis.event_loop.row_loops import RowLoops
from tests.program.code import model_of

BEFORE = """
import csv, json, requests
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

NAMES = ("a", "b")

async def every(session: AsyncSession):
    return (await session.scalars(select(1))).all()

async def known(names):
    for name in names: ...

async def f(session: AsyncSession, ids, texts: list[str]):
    await known(["a", "b"])
"""


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("(await session.scalars(select(1))).all()", True),
        ("await session.execute(select(1))", True),
        ("await every(session)", True),
        ("enumerate(sorted(await every(session)))", True),
        ("ids", True),
        ("set(ids) - {1}", True),
        ("ids[:10]", True),
        ("[one for one in ids if one]", True),
        ("requests.get('http://x').json().items()", True),
        ("csv.DictReader(ids)", True),
        ("json.dumps(ids)", False),
        ("NAMES", False),
        ("('a', 'b')", False),
        ("range(3)", False),
        ("batched(ids, 100)", False),
        ("range(0, len(ids), 100)", False),
    ],
)
def test_rows_and_given_collections_count(items: str, expected: bool) -> None:
    """Results, what gives them, and parameters count; constants, numbers and batches do not."""
    assert asked(f"    for one in {items}: ...\n", -1) == expected


def test_a_parameter_that_every_caller_writes_out_does_not_count() -> None:
    """`known` is only called with a list of two names."""
    assert not asked("    ...\n", 0)


def test_what_a_loop_over_rows_collects_counts() -> None:
    """A set that is filled from rows is as long as they are many; one that is filled from constants is not."""
    collected = "    kept = set()\n    for one in {items}:\n        kept.add(one)\n    for one in kept: ...\n"
    assert asked(collected.format(items="await every(session)"), -1)
    assert not asked(collected.format(items="NAMES"), -1)


def asked(code: str, number: int) -> bool:
    """Return whether a loop of the program goes through rows."""
    model = model_of({"main.py": BEFORE + code})
    bindings = Bindings(model)
    module = model.program.modules[0]
    loops = sorted((node for node in ast.walk(module.tree) if isinstance(node, ast.For)), key=module.start)
    return RowLoops(model, bindings, Definitions(model)).are_rows(module, loops[number].iter)
