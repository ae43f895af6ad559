"""Functions that are reached by `getattr` with a part of their name."""

from __future__ import annotations

import ast
from pathlib import Path, PurePosixPath

import pytest

from aiolift.analysis.model import Model
from aiolift.program.program import Program
from aiolift.program.text import TextFile

CODE = """\
import sys


def do_list(): ...
def do_count(): ...
def other(): ...


class Desk:
    def on_open(self): ...
    def on_close(self): ...
    def other(self): ...


def call(name, desk: Desk):
    getattr({arguments})()
"""


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ('desk, f"on_{name}"', {"on_open", "on_close"}),
        ('desk, "on_" + name, None', {"on_open", "on_close"}),
        ('desk, f"on_{name}e"', {"on_close"}),
        ('desk, "other"', {"other"}),
        ('Desk, f"on_{name}"', {"on_open", "on_close"}),
        ('sys.modules[__name__], f"do_{name}"', {"do_list", "do_count"}),
        ("desk, name", set()),
        ('desk, f"{name}"', set()),
        ('desk, f"off_{name}"', set()),
    ],
)
def test_functions_by_a_part_of_their_name(arguments: str, names: set[str]) -> None:
    """Those are called whose names fit what is written; where nothing is, none is guessed."""
    text = CODE.format(arguments=arguments)
    model = Model(Program([TextFile(Path("m.py"), PurePosixPath("m.py"), text)]))
    site = next(site for site in model.sites if isinstance(site.node.func, ast.Call))
    assert {target.name for target in site.targets} == names
