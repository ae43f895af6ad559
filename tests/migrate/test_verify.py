"""The check of the result finds what a migration did wrong."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiolift.analysis.model import Model
from aiolift.migrate import run
from aiolift.migrate.verify import verify
from aiolift.program import edits, newer_syntax
from aiolift.program.change import FileChange
from aiolift.program.edits import Edit
from aiolift.program.program import Program
from aiolift.program.text import TextFile

if TYPE_CHECKING:
    from aiolift.migrate.context import Context
    from aiolift.program.newer_syntax import Parsed

BEFORE = """\
from sqlalchemy.orm import Session


def names(session: Session) -> list[str]:
    return session.execute("이름").all()


def main(session: Session) -> int:
    return len(names(session))
"""


def edit(old: str, new: str, rule: str = "await-call", text: str = BEFORE) -> Edit:
    """Return the edit that replaces `old` where it stands first."""
    start = text.index(old)
    return Edit(start, start + len(old), new, rule)


RENAMED = [
    edit("sqlalchemy.orm import Session", "sqlalchemy.ext.asyncio import AsyncSession", "imports"),
    edit("session: Session) -> list", "session: AsyncSession) -> list", "async-names"),
    edit("session: Session) -> int", "session: AsyncSession) -> int", "async-names"),
]
NAMES = [edit("def names", "async def names"), edit('session.execute("이름")', '(await session.execute("이름"))')]
MAIN = [edit("def main", "async def main"), edit("names(session))", "await names(session))")]


def findings(*made: Edit, after: str | None = None) -> list[tuple[int, str, str]]:
    """Return what is wrong with a file that was edited so."""
    file = TextFile(Path("m.py"), PurePosixPath("m.py"), BEFORE)
    text = edits.apply(BEFORE, made) if after is None else after
    change = FileChange(file.name, BEFORE.encode(), text.encode(), made)
    return [(found.line, found.code, found.what) for found in verify(Model(Program([file])), [change])]


def test_a_right_result() -> None:
    """Awaits, async forms and listed rewrites are no findings."""
    assert findings(*RENAMED, *NAMES, *MAIN) == []


def test_a_coroutine_that_nobody_awaits() -> None:
    """A call that was forgotten is found on the line that it had before."""
    assert findings(*RENAMED, *NAMES) == [(9, "AL924", "`names(session)` gives a coroutine; is given to len()")]


def test_a_marker_says_so_already() -> None:
    """What a marker is about, on its statement or on what that is in, is listed once."""
    marker = Edit(BEFORE.index("def main"), BEFORE.index("def main"), "# aiolift: AL909 callback\n", "marker")
    assert findings(*RENAMED, *NAMES, marker) == []


def test_what_was_so_before() -> None:
    """A coroutine that the code base itself did not await is no finding."""
    text = "async def f(): pass\n\n\nasync def g():\n    f()\n"
    file = TextFile(Path("m.py"), PurePosixPath("m.py"), text)
    change = FileChange(file.name, b"", f"x = 1\n{text}".encode(), (Edit(0, 0, "x = 1\n", "imports"),))
    assert verify(Model(Program([file])), [change]) == ()


@pytest.mark.parametrize(
    ("made", "line", "why"),
    [
        (edit("return len", "return (len"), 9, "'(' was never closed"),
        (edit("len(names", "len(await names"), 9, "'await' outside async function"),
    ],
)
def test_what_is_no_python(made: Edit, line: int, why: str) -> None:
    """What neither parses nor compiles is found with its line."""
    assert findings(made) == [(line, "AL925", f"is no Python afterwards: {why}")]


def test_an_async_rule_that_does_more() -> None:
    """An edit by a rule for awaits may not change anything else; the same edit by another rule is listed."""
    does_more = edit("len(names", "sum(names")
    assert findings(does_more) == [(9, "AL925", "differs in more than awaits and async forms")]
    assert findings(edit("len(names", "sum(names", "legacy-query")) == []


@pytest.mark.parametrize(
    ("made", "what"),
    [
        (edit("len(names", "sum(names"), "differs in more than awaits and async forms"),
        (edit("len(names", "len(await names"), "is no Python afterwards: 'await' outside async function"),
    ],
)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on Windows")
def test_what_a_second_process_compares(made: Edit, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The changes of a large program are compared beside the search for coroutines; the findings are the same."""
    monkeypatch.setattr("aiolift.migrate.verify._LARGE", 0)
    monkeypatch.setattr("aiolift.program.forks.can_fork", lambda: True)
    assert findings(made) == [(9, "AL925", what)]


def test_bytes_outside_of_the_edits() -> None:
    """A change that no edit makes is found."""
    found = findings(*RENAMED, after=edits.apply(BEFORE, RENAMED).replace("main", "start"))
    assert (1, "AL925", "differs outside of the edits that are listed") in found


@given(st.sets(st.integers(0, len(BEFORE)), max_size=8))
def test_what_is_not_edited_stays(positions: set[int]) -> None:
    """Between the edits stands what stood there before."""
    ordered = sorted(positions)
    spans = list(zip(ordered[::2], ordered[1::2], strict=False))
    result = edits.apply(BEFORE, [Edit(start, end, "\0", "marker") for start, end in spans])
    bounds = [0, *(bound for span in spans for bound in span), len(BEFORE)]
    assert result.split("\0") == [BEFORE[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True)]


def test_findings_become_markers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the check finds is a marker in the code and in the plan, so that the command ends with 1."""

    def forget(context: Context) -> None:
        """Do nothing, in the place of the rule that awaits calls."""

    monkeypatch.setattr("aiolift.migrate.rewrite.calls.rewrite", forget)
    (tmp_path / "m.py").write_text(BEFORE, "utf-8")
    plan = run.migrate(tmp_path, driver="aiosqlite")
    assert [(marker.code, marker.line) for marker in plan.markers] == [("AL924", 9)]
    (change,) = plan.changes
    assert "    # aiolift: AL924 coroutine that nobody awaits: await it here" in change.after.decode()


def test_the_comment_stands_as_near_as_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A finding in what another rule replaces, as on an empty line, has its comment above the next statement."""

    def clash(context: Context) -> None:
        """Write twice in one place."""
        (module,) = context.model.program.modules
        context.replace(module, 0, module.text.index("import sys"), "import re\n", "one")
        context.insert(module, module.text.index("\n") + 1, "import json\n", "other")

    monkeypatch.setattr("aiolift.migrate.rewrite.calls.rewrite", clash)
    (tmp_path / "m.py").write_text("import os\n\nimport sys\n", "utf-8")
    plan = run.migrate(tmp_path, driver="aiosqlite")
    assert [(marker.code, marker.what) for marker in plan.markers] == [
        ("AL925", "two rules want to write here; 'other' gave way")
    ]
    (change,) = plan.changes
    assert change.after.decode().splitlines()[1].startswith("# aiolift: AL925 defect of the migration: ")


def test_texts_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The result of a change is parsed once, and a file that did not change is not parsed again."""
    names = [PurePosixPath("m.py"), PurePosixPath("other.py")]
    files = [TextFile(Path(name), name, text) for name, text in zip(names, (BEFORE, "x = 1\n"), strict=True)]
    made = (*RENAMED, *NAMES, *MAIN)
    after = edits.apply(BEFORE, made)
    model = Model(Program(files))
    parsed = []

    def parse(text: str) -> Parsed:
        parsed.append(text)
        return original(text)

    original = newer_syntax.parse
    monkeypatch.setattr(newer_syntax, "parse", parse)
    assert verify(model, [FileChange(names[0], BEFORE.encode(), after.encode(), made)]) == ()
    assert parsed.count(after) == 1
    assert "x = 1\n" not in parsed
