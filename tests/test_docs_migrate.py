"""What docs/migrate.md shows: each row's code becomes what stands beside it, and every marker is explained.

`AIOLIFT_UPDATE_DOCS=1 pytest tests/test_docs_migrate.py` writes what the migration gives into the rows; read the diff.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from aiolift.knowledge.markers import MARKERS
from aiolift.program import edits
from tests.migrate.case import CASES, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiolift.migrate.plan import Plan

PAGE = Path(__file__).resolve().parent.parent / "docs" / "migrate.md"
UPDATE = bool(os.environ.get("AIOLIFT_UPDATE_DOCS"))
ROW = re.compile(
    r'<a href="\.\./tests/migrate/cases/(?P<case>\w+)/before/(?P<file>[^"]+)">case</a></td></tr>\n'
    r"<tr><td>\n\n```(?P<language>\w+)\n(?P<before>.*?)```\n\n</td><td>\n\n```\w+\n(?P<after>.*?)```\n\n</td></tr>",
    re.DOTALL,
)
KINDS = re.compile(r"^### (\d)\. ", re.MULTILINE)


@dataclass(frozen=True)
class Row:
    """One row of the page's tables: code of a case, and what it says of the result."""

    case: str
    file: str
    before: str
    after: str

    @property
    def label(self) -> str:
        """A name for the test's report."""
        return f"{self.case}-{' '.join(self.before.split())[:30]}"


def rows() -> list[Row]:
    """Return the rows of the page."""
    page = PAGE.read_text("utf-8")
    return [Row(match["case"], match["file"], match["before"], match["after"]) for match in ROW.finditer(page)]


@cache
def plan(case: str) -> Plan:
    """Return the migration of a case."""
    found = read(CASES / case)
    return found.migrate(found.before)


def place(lines: Sequence[str], snippet: str) -> tuple[int, int]:
    """Return the numbers of the snippet's first line and of the one behind its last, whatever its indentation."""
    number = snippet.count("\n")
    for first in range(len(lines) - number + 1):
        if dedent("".join(lines[first : first + number])) == snippet:
            return first, first + number
    raise AssertionError(f"the case has no such code:\n{snippet}")


def migrated(row: Row) -> str:
    """Return what the migration makes of a row's lines."""
    change = next(change for change in plan(row.case).changes if str(change.name) == row.file)
    assert change.before is not None
    before = change.before.decode("utf-8")
    lines = before.splitlines(keepends=True)
    first, last = place(lines, row.before)
    if not change.edits:  # no Python: the lines that stand where these stood
        after = change.after.decode("utf-8").splitlines(keepends=True)
        return "".join(after[slice(*_moved(lines, after, first, last))])
    start, end = (sum(map(len, lines[:number])) for number in (first, last))
    inside = [edit for edit in change.edits if edit.start < end and (edit.end > start or edit.start >= start)]
    assert all(start <= edit.start and edit.end <= end for edit in inside), "an edit reaches out of the row's lines"
    moved = [
        edits.Edit(edit.start - start, edit.end - start, edit.text, edit.rule, order=edit.order) for edit in inside
    ]
    return edits.apply(before[start:end], moved)


def _moved(before: list[str], after: list[str], first: int, last: int) -> tuple[int, int]:
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    start = next(k + (first - i if tag == "equal" else 0) for tag, i, j, k, _ in blocks if i <= first < j)
    end = next(end - (j - last if tag == "equal" else 0) for tag, i, j, _, end in reversed(blocks) if i < last <= j)
    end = next((end for tag, i, _, _, end in blocks if tag == "insert" and i == last), end)  # what is added behind them
    return start, end


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.label)
def test_rows_are_true(row: Row) -> None:
    """What stands on the left is in the case, and the migration makes of it what stands on the right."""
    result = dedent(migrated(row)).strip("\n") + "\n"
    if UPDATE:
        page = PAGE.read_text("utf-8")
        old = next(match for match in ROW.finditer(page) if (match["case"], match["before"]) == (row.case, row.before))
        PAGE.write_text(page[: old.start("after")] + result + page[old.end("after") :], "utf-8")
        return
    assert result == row.after


def test_every_kind_is_shown() -> None:
    """Each of the nine kinds of what is converted has rows."""
    parts = KINDS.split(PAGE.read_text("utf-8"))
    shown = {number: len(ROW.findall(text)) for number, text in zip(parts[1::2], parts[2::2], strict=True)}
    assert set(shown) == set("123456789")
    assert min(shown.values()) > 1


def test_every_marker_is_explained() -> None:
    """The page lists each marker with its name, why it is left, and what to do, in the words of the tool."""
    listed = re.findall(r"^\| `(AL\d+)` \| (.+?) \| (.+?) \| (.+?) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert listed == [(kind.code, kind.name, kind.what, kind.suggestion) for kind in MARKERS.values()]


def test_every_kind_of_edit_is_explained() -> None:
    """The page says what each kind of edit does that its own rows have."""
    listed = set(re.findall(r"^\| `([a-z-]+)` \| .+ \|$", PAGE.read_text("utf-8"), re.MULTILINE))
    made = {edit.rule for row in rows() for change in plan(row.case).changes for edit in change.edits}
    assert made - listed == set()  # write a line on each into the page
