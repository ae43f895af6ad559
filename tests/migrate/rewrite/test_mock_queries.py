"""What tests say of a mocked session's legacy queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aiolift.migrate.rewrite.query.mocked import Answer
from tests.migrate.rewrite.one_test_module import migrated_test

if TYPE_CHECKING:
    from pathlib import Path

CODE = """\
from sqlalchemy.orm import Session, joinedload

from service import Item


def one(db: Session):
    return db.query(Item).filter(Item.id == 1).first()


def rows(db: Session):
    return db.query(Item).all(), db.query(Item.id).all()


def ids(db: Session):
    return [item.id for item in db.query(Item).filter(Item.id > 1)]


def clear(db: Session):
    return db.query(Item).delete()
"""
HEADER = "from unittest.mock import MagicMock\n\nfrom code_ import clear, ids, one, rows\n\n\n"
MARKED = "    # aiolift: AL922 test double of a session: use AsyncMock, or a session on SQLite\n"


def _migrated(root: Path, function: str, body: str) -> str:
    source = f"{HEADER}def test_it():\n    db = MagicMock()\n{body}    {function}(db)\n"
    after = migrated_test(root, source, {"code_.py": CODE})
    return after.partition("async def test_it():\n")[2].partition("    await ")[0].partition("\n")[2]


@pytest.mark.parametrize(
    ("function", "before", "after"),
    [
        ("one", "db.query().filter().first.return_value = 1", "db.scalars.return_value.first.return_value = 1"),
        ("one", "db.query.return_value.filter.return_value.first.side_effect = f",
         "db.scalars.return_value.first.side_effect = f"),
        ("rows", "db.query.return_value.all.return_value = []",
         "db.execute.return_value.all.return_value = db.scalars.return_value.all.return_value = []"),
        ("rows", "(db.query.return_value\n        .all.return_value) = []",
         "db.execute.return_value.all.return_value = db.scalars.return_value.all.return_value = []"),
        ("ids", "db.query.return_value.filter.return_value = [1]", "db.scalars.return_value = [1]"),
        ("ids", "db.query().filter().__iter__.return_value = f", "db.scalars.return_value.__iter__.return_value = f"),
        ("clear", "db.query.return_value.delete.return_value = 2", "db.execute.return_value.rowcount = 2"),
        ("one", "db.query.assert_not_called()", "db.scalars.assert_not_called()"),
    ],
)  # fmt: skip
def test_said_of_the_session(tmp_path: Path, function: str, before: str, after: str) -> None:
    """What a query's mock gives is what the session's method gives that the code under test awaits now."""
    assert _migrated(tmp_path, function, f"    {before}\n") == f"    {after}\n"


@pytest.mark.parametrize(
    ("function", "line"),
    [
        ("one", "db.query.side_effect = f"),
        ("one", "db.query = f"),
        ("one", "db.query.return_value.filter.assert_called_once()"),
        ("one", "db.query.return_value.filter.return_value.one.return_value = 1"),
        ("rows", "db.query.assert_called_with(int)"),
        ("clear", "db.query.return_value.delete.assert_called_once()"),
    ],
)
def test_marked(tmp_path: Path, function: str, line: str) -> None:
    """What has no counterpart stays as it is, below a marker."""
    assert _migrated(tmp_path, function, f"    {line}\n") == f"{MARKED}    {line}\n"


def test_two_queries_told_apart(tmp_path: Path) -> None:
    """Two chains that would become one are not both converted."""
    first = "db.query.return_value.filter.return_value.first.return_value"
    second = "db.query.return_value.join.return_value.first.return_value"
    after = _migrated(tmp_path, "one", f"    {first} = 1\n    {second} = 2\n")
    assert after == f"    db.scalars.return_value.first.return_value = 1\n{MARKED}    {second} = 2\n"


@pytest.mark.parametrize(
    ("answer", "described"),
    [
        (Answer("scalars", ".unique().first()"), "scalars.return_value.unique.return_value.first"),
        (Answer("execute", ".rowcount"), "execute.return_value.rowcount"),
        (Answer("scalar", ""), "scalar"),
    ],
)
def test_described(answer: Answer, described: str) -> None:
    """The mock whose `return_value` is the answer is that of the last call."""
    assert answer.described == described
