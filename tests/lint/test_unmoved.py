"""Findings that are kept over an edit of comments and blank lines are those of a whole run."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiolift.lint import run
from aiolift.lint.cache import Kept, Part
from aiolift.lint.finding import Finding, Place
from aiolift.lint.registry import all_rules
from aiolift.lint.unmoved import unmoved
from aiolift.program import text, tree
from aiolift.program.progress import Silent
from aiolift.program.source import Module
from aiolift.program.text import TextFile
from tests.lint.program import files

PLANTED = Path(__file__).parent / "planted"
#: Programs whose findings have fixes, chains, named lines or places in other files, or that read comments elsewhere.
PROGRAMS = ("al101", "al102", "al106", "al301", "al303", "al402", "al408", "al702", "al801", "al804")
_ABOVE = ("# one more line\n", "\n", "\n\n    # far in\n", "# noqa\n")
_BEHIND = ("  # noqa: AL1, AL303", "  # why", "   ", "  # noqa: AL8")
PROGRAM = {
    "app.py": "async def save(): ...\n\n\nasync def run():\n    save()\n    save(\n        *(),\n    )\n",
    "other.py": "from app import save\n\n\nasync def main():\n    save()\n",
}


def found(program: list[TextFile]) -> Kept:
    """Return what a whole run finds."""
    return run.study(program, all_rules(), Silent(), ())


@cache
def planted(name: str) -> tuple[list[TextFile], Kept]:
    """Return a planted program, and what is found in it."""
    root = PLANTED / name
    program = [text.read(root / name, name, python=True) for name in tree.files(root) if name.suffix == ".py"]
    return program, found(program)


def laid_out(file: TextFile, chance: random.Random, where: str) -> TextFile:
    """Return a module with comments and lines more `above` statements, `behind` them, or `inside` of them."""
    inserted: dict[int, str] = {}
    tokens = Module(file, "m", is_package=False).tokens
    for token, following in pairwise(tokens):
        if chance.random() < 0.3 and token.text:
            if token.text.endswith("\n") and where == "above":
                inserted[token.end] = chance.choice(_ABOVE)
            elif following.text == "\n" and where == "behind":
                inserted[following.start] = chance.choice(_BEHIND)
            elif "\n" in file.text[token.end : following.start].partition("#")[0] and where == "inside":
                inserted[token.end] = "  # noqa"
    after = file.text
    for offset, more in sorted(inserted.items(), reverse=True):
        after = after[:offset] + more + after[offset:]
    return replace(file, text=after)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(PROGRAMS), st.sampled_from(["above", "behind", "inside"]), st.integers(0, 999))
def test_what_is_kept_is_what_a_whole_run_finds(name: str, where: str, seed: int) -> None:
    """Fixes, chains and lines that a text names move with the code; comments keep quiet what they cover now."""
    program, last = planted(name)
    chance = random.Random(seed)
    after = [laid_out(file, chance, where) for file in program]
    now = unmoved(last, after)
    if now is not None or where != "behind":  # there, a fix at the end of a line has two places it could have now
        assert now == found(after)


@pytest.mark.parametrize(
    ("name", "before", "after", "heard"),
    [
        ("app.py", "    save()\n", "    save()  # noqa: AL101\n", ["app.py:6", "other.py:5"]),
        ("app.py", "    save(\n", "    save(  # noqa: AL101\n", ["app.py:5", "other.py:5"]),
        ("app.py", "    )\n", "    )  # noqa: AL101\n", ["app.py:5", "other.py:5"]),
        ("other.py", "from app", "# why\nfrom app", ["app.py:5", "app.py:6", "other.py:6"]),
        ("other.py", "from app", "# aiolift: noqa: AL1\n\nfrom app", ["app.py:5", "app.py:6"]),
        ("other.py", "\n\n\nasync", "\n\n# aiolift: AL901 a marker, of which nobody asked\nasync", None),
    ],
)
def test_comments_decide_anew(name: str, before: str, after: str, heard: list[str] | None) -> None:
    """Only the edited file's findings are heard or kept quiet anew; a marker is a finding of its own."""
    last = found(files(PROGRAM))
    now = unmoved(last, files(PROGRAM | {name: PROGRAM[name].replace(before, after, 1)}))
    assert (now and [f"{one.place.name}:{one.place.line}" for one in now.findings]) == heard
    if now is not None:
        assert {*unmoved(now, files(PROGRAM)).findings} == {*last.findings}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("save()", "save ()"),
        ("save()\n", "save(); save()\n"),
        ("    save()\n", "    save()\n    pass\n"),
        ("async def save(): ...", "async def save():\n    '''Save.'''"),
        ("*(),", "*(\n),"),
        ("...", "....."),
        ("\n", "\r\n"),
    ],
)
def test_whatever_else_changes_is_worked_out(before: str, after: str) -> None:
    """Other tokens, other white space in a statement, other line ends or no Python at all: nothing is kept."""
    last = found(files(PROGRAM))
    assert unmoved(last, files(PROGRAM | {"app.py": PROGRAM["app.py"].replace(before, after)})) is None


def test_what_modules_were_asked_for_counts() -> None:
    """A comment with a word that an analysis looks for in the whole text can change what is found."""
    last = found(files(PROGRAM))
    assert "mark.anyio" in last.asked
    assert unmoved(last, files(PROGRAM | {"app.py": PROGRAM["app.py"] + "# not pytest.mark.anyio\n"})) is None
    assert unmoved(last, files(PROGRAM | {"app.py": PROGRAM["app.py"] + "# not pytest.mark\n"})) is not None


@pytest.mark.parametrize(("line", "kept"), [("# first\n", False), ("", True)])
def test_a_line_that_a_text_names_stays(line: str, kept: bool) -> None:
    """Where lines move, a finding that speaks of one without saying where that is holds no more."""
    place = Place(PurePosixPath("other.py"), 0, 4, 1, 1, 1, 5)
    part = Part(names=(place.name,), findings=(Finding("AL101", place, "see line 5", "await it"),))
    last = found(files(PROGRAM)).model_copy(update={"parts": (part,)})
    now = unmoved(last, files(PROGRAM | {"app.py": line + PROGRAM["app.py"] + "# last\n"}))
    assert (now is not None) == kept


def test_modules_are_asked_by_mentions_alone() -> None:
    """What looks for words in a module's whole text says so, as a comment is part of it."""
    src = Path(run.__file__).parents[1]
    asking = re.compile(
        r"\bin module\.text|module\.text\.(lower|count|find|split)|search\(module\.text|iter\(module\.text"
    )
    readers = {
        path.name
        for folder in ("program", "analysis", "lint")
        for path in (src / folder).rglob("*.py")
        if asking.search(path.read_text(encoding="utf-8"))
    }
    assert readers == {"suppression.py"}
