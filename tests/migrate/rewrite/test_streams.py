"""Rows that are asked for as a stream are read with `stream`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import HEADER, plan_of

if TYPE_CHECKING:
    from pathlib import Path

ONE = "select(User).execution_options(yield_per=9)"
CASES = {
    f"for user in db.scalars({ONE}):\n    print(user)": (
        f"async for user in await db.stream_scalars({ONE}):\n    print(user)"
    ),
    f"return [part for part in db.scalars({ONE}).partitions()]": (
        f"return [part async for part in (await db.stream_scalars({ONE})).partitions()]"
    ),
    'rows = db.execute(text("x"), execution_options={"stream_results": True})\nfirst = rows.first()\n'
    "for row in rows.mappings():\n    print(first, row)": (
        'rows = await db.stream(text("x"), execution_options={"stream_results": True})\nfirst = await rows.first()\n'
        "async for row in rows.mappings():\n    print(first, row)"
    ),
    f"every = {ONE}\nreturn db.execute(every).scalars().all()": (
        f"every = {ONE}\nreturn await (await db.stream(every)).scalars().all()"
    ),
    f"yield from db.execute({ONE}).scalars()": (
        f"async for item in (await db.stream({ONE})).scalars():\n    yield item"
    ),
    f"rows = db.scalars({ONE})\nyield from rows": (
        f"rows = await db.stream_scalars({ONE})\nasync for item in rows:\n    yield item"
    ),
    'return db.execute(text("x").execution_options(stream_results=False)).all()': (
        'return (await db.execute(text("x").execution_options(stream_results=False))).all()'
    ),
}


def _migrated(root: Path, body: str) -> tuple[list[str], str]:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    plan, after = plan_of(root, f"{HEADER}from sqlalchemy import select\n\n\ndef ask(db: Session):\n{lines}")
    body = after.partition("def ask(")[2].partition("\n")[2]
    return [marker.code for marker in plan.markers], "\n".join(line[4:] for line in body.splitlines())


@pytest.mark.parametrize("before", CASES)
def test_stream(before: str, tmp_path: Path) -> None:
    """Loops over the rows are async, and what reads them is awaited."""
    assert _migrated(tmp_path, before) == ([], CASES[before])


def test_marker(tmp_path: Path) -> None:
    """Rows that are handed on are left to a person."""
    assert _migrated(tmp_path, f"print(db.scalars({ONE}))")[0] == ["AL923"]
