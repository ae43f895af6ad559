"""Values stay small."""

from __future__ import annotations

import os
import subprocess
import sys

from aiolift.program.values import External, Instance, instance, light

LISTED = """
from pathlib import Path, PurePosixPath
from aiolift.program.source import Module
from aiolift.program.text import TextFile
from aiolift.program.values import Cell, External, Instance

module = Module(TextFile(Path("a.py"), PurePosixPath("a.py"), "[a]\\n" * 20), "a", is_package=False)
cells = [Cell(node.value, module) for node in module.tree.body]
print([str(getattr(value, "name", value)) for value in {*map(External, "abcdefgh"), *map(Instance, "abcdefgh")}])
print([cell.node.lineno for cell in set(cells)])
"""


def test_weight() -> None:
    """A value weighs what it is made of, itself included."""
    pair = Instance("builtins.tuple", (instance("a"), instance("b", instance("c"))))
    assert pair.weight == 4


def test_light_values_stay() -> None:
    """What weighs no more than the limit is given back as it is."""
    values = instance("a", instance("b")) | {External("c")}
    assert light(values, 2) is values


def test_a_heavy_value_keeps_its_first_level() -> None:
    """Of a value beyond the limit, its class and those of its parts stay."""
    heavy = instance("a", instance("b", instance("c")))
    assert light(heavy, 2) == instance("a", instance("b"))


def test_a_set_of_values_has_one_order() -> None:
    """Neither the seed of Python's hashes nor the addresses of nodes change the order of a set."""
    first, second = (
        subprocess.run(
            [sys.executable, "-c", f"{junk}; {LISTED}"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout
        for seed, junk in (("1", "junk = 0"), ("2", "junk = [object() for _ in range(12_345)]"))
    )
    assert first == second != ""
