"""Recall and precision over mistakes that are planted in ten shapes each: see planted/README.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

from aiolift.lint.registry import all_rules
from aiolift.lint.rules.al900_marker import Marker
from aiolift.lint.run import lint
from aiolift.program import tree

PLANTED = Path(__file__).parent / "planted"
PROGRAMS = sorted(path for path in PLANTED.iterdir() if path.is_dir())
_PLANT = re.compile(r"# plant: (AL\d{3}(?:, AL\d{3})*)")
#: Codes that a whole program may have beside what is planted: the mistake is of their kind, too.
_BESIDE = re.compile(r"^# beside: (AL\d{3}(?:, AL\d{3})*)$", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Line:
    """A line of a planted program, and a code."""

    name: PurePosixPath
    number: int
    code: str


def planted(root: Path) -> set[Line]:
    """Return what is planted in a program."""
    found = set()
    for name in tree.files(root):
        for number, line in enumerate((root / name).read_text(encoding="utf-8").splitlines(), start=1):
            for match in _PLANT.finditer(line):
                found |= {Line(name, number, code) for code in match[1].split(", ")}
    return found


def beside(root: Path) -> set[str]:
    """Return the codes that may be found anywhere in a program."""
    texts = (path.read_text(encoding="utf-8") for path in root.rglob("*.py"))
    return {code for text in texts for match in _BESIDE.finditer(text) for code in match[1].split(", ")}


def found(root: Path) -> set[Line]:
    """Return what lint finds in a program, of every rule."""
    return {Line(one.place.name, one.place.line, one.code) for one in lint(root, tree.files(root)).findings}


@pytest.mark.parametrize("root", PROGRAMS, ids=lambda root: root.name)
def test_planted_mistakes_are_found_and_nothing_else(root: Path) -> None:
    """At least 95 % of what is planted is found, and by no rule anything else, but what the program names."""
    wanted, seen = planted(root), found(root)
    missed = sorted(wanted - seen)
    assert len(missed) <= 0.05 * len(wanted), f"missed: {missed}"
    assert sorted(line for line in seen - wanted if line.code not in beside(root)) == []


def test_every_rule_is_planted_in_ten_shapes() -> None:
    """Each rule has at least ten planted mistakes; a marker has one shape."""
    count = dict.fromkeys((rule.code for rule in all_rules() if not isinstance(rule, Marker)), 0)
    for root in PROGRAMS:
        for line in planted(root):
            if line.code in count:
                count[line.code] += 1
    assert {code: number for code, number in count.items() if number < 10} == {}
