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
    assert _called(CODE.format(arguments=arguments)) == names


ALL = {"on_open", "on_close"}


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ('for which in ("on_open", "on_close"): getattr(desk, which)()', ALL),
        ('for which, _ in [("on_open", 1), ("on_close", 2)]: getattr(desk, which)()', ALL),
        ("for which in KINDS: getattr(desk, which)()", ALL),
        ('for which in {"on_open": 1}: getattr(desk, which)()', {"on_open"}),
        ('[getattr(desk, which)() for which in ("on_open",)]', {"on_open"}),
        ('which = "on_open" if name else "on_close"; getattr(desk, which)()', ALL),
        ('which = name = "on_open"; getattr(desk, which)()', {"on_open"}),
        ('name = "on_open"; getattr(desk, name)()', set()),
        ('which = "on_"; which += "open"; getattr(desk, which)()', set()),
        ('for which in ("on_open", name): getattr(desk, which)()', set()),
        ('for which, _ in (("on_open",), name): getattr(desk, which)()', set()),
        ("for which in {**name}: getattr(desk, which)()", set()),
        ("for which in name: getattr(desk, which)()", set()),
        ('which = "on_open"\n    with name as which: getattr(desk, which)()', set()),
    ],
)
def test_functions_by_a_name_that_is_written_out_elsewhere(body: str, names: set[str]) -> None:
    """A name of which all values are written out is as good as those; one that is given or computed is not."""
    assert _called(CODE.replace("getattr({arguments})()", body) + '\n\nKINDS = ["on_open", "on_close"]\n') == names


def _called(text: str) -> set[str]:
    model = Model(Program([TextFile(Path("m.py"), PurePosixPath("m.py"), text)]))
    site = next(site for site in model.sites if isinstance(site.node.func, ast.Call))
    return {target.name for target in site.targets}
