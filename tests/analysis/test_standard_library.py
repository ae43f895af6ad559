"""What calls of the standard library give of what they are given."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from aiolift.analysis.model import Model
from aiolift.program.program import Program
from aiolift.program.text import TextFile
from aiolift.program.values import Instance

CODE = """\
import copy
import itertools
import random


class Hero: ...
class Team: ...


heroes = [Hero(), Hero()]
teams = [Team()]
{code}
found
"""


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("found = random.choice(heroes)", {"Hero"}),
        ("found = random.sample(heroes, 1)[0]", {"Hero"}),
        ("found = copy.copy(heroes[0])", {"Hero"}),
        ("for found in copy.deepcopy(heroes): pass", {"Hero"}),
        ("for found in itertools.chain(heroes, teams): pass", {"Hero", "Team"}),
        ("for found in itertools.chain.from_iterable([heroes, teams]): pass", {"Hero", "Team"}),
        ("for found in itertools.islice(heroes, 1): pass", {"Hero"}),
        ("for found in itertools.takewhile(str, heroes): pass", {"Hero"}),
        ("for _, found in itertools.product(heroes, teams): pass", {"Team"}),
        ("for found, _ in itertools.groupby(heroes, lambda hero: Team()): pass", {"Team"}),
        ("for found, _ in itertools.groupby(heroes): pass", {"Hero"}),
        ("for _, group in itertools.groupby(heroes): found = next(group)", {"Hero"}),
    ],
)
def test_what_it_gives(code: str, names: set[str]) -> None:
    """Its items, all of them or some, in a list, an iterator, or one alone."""
    model = Model(Program([TextFile(Path("m.py"), PurePosixPath("m.py"), CODE.format(code=code))]))
    module = model.program.modules[0]
    values = model.values(module.tree.body[-1].value)  # type: ignore[attr-defined]
    assert {
        value.cls.name for value in values if isinstance(value, Instance) and not isinstance(value.cls, str)
    } == names
