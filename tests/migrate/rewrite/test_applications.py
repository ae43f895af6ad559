"""`map`, `filter`, `sorted`, `max` and `min` with functions that became async."""

# ruff: noqa: E501 (one line of code before, one after)
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import body_of

if TYPE_CHECKING:
    from pathlib import Path

ONE = "def one(n):\n    return db.scalar(text(n))\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("list(map(one, ns))", "[await one(item) for item in ns]"),
        ("set(map(one, ns))", "set([await one(item) for item in ns])"),
        ("sum(map(lambda n: one(n) + 1, ns))", "sum([await one(n) + 1 for n in ns])"),
        ("list(filter(lambda n: one(n), one('x')))", "[n for n in await one('x') if await one(n)]"),
        ("list(filter(lambda n: 1 if one(n) else 0, ns))", "[n for n in ns if (1 if await one(n) else 0)]"),
        ("list(map(lambda n: one(n), filter(one, ns)))", "[await one(n) async for n in (item for item in ns if await one(item))]"),
        ("sorted(ns, key=one, reverse=True)", "[pair[1] for pair in sorted([(await one(item), item) for item in ns], key=lambda pair: pair[0], reverse=True)]"),
        ("max(ns, key=lambda n: one(n)).name", "max([(await one(n), n) for n in ns], key=lambda pair: pair[0])[1].name"),
    ],
)  # fmt: skip
def test_applied(tmp_path: Path, before: str, after: str) -> None:
    """The builtin would not await; a comprehension does, for the same items in the same order."""
    body = body_of(tmp_path, f"{ONE}return {before}", "db: Session, ns")
    assert body.endswith(f"return {after}")


@pytest.mark.parametrize(
    "call", ["list(map(str, ns))", "sorted(ns, key=lambda n: n.name)", "list(filter(None, ns))", "max(ns)"]
)
def test_pure_functions_stay(tmp_path: Path, call: str) -> None:
    """What awaits nothing is not touched."""
    assert body_of(tmp_path, f"db.commit()\nreturn {call}", "db: Session, ns").endswith(f"return {call}")


def test_what_has_no_comprehension_is_marked(tmp_path: Path) -> None:
    """Two iterables have no such form: the function stays sync, with a marker."""
    assert "# aiolift: AL9" in body_of(tmp_path, f"{ONE}return list(map(one, ns, ns))", "db: Session, ns")
