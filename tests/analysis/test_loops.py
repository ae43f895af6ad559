"""The loops around an expression, and what their rounds bind."""

from __future__ import annotations

import ast

import pytest

from aiolift.analysis.loops import loops_around
from tests.program.code import model_of


def around(code: str) -> list[tuple[str, list[str], list[str]]]:
    """Return the items, names and given names of the loops around the call of `here`, from the inside out."""
    module = model_of({"main.py": code}).program.modules[0]
    call = next(
        node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "here"
    )
    found = loops_around(module, call)
    return [(ast.unparse(loop.items), sorted(loop.names), sorted(loop.given)) for loop in found]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("for a in x:\n    b = a.key\n    c = 1\n    here()\n", [("x", ["a", "b", "c"], ["a", "b"])]),
        ("for a in x:\n    for b in a:\n        here()\n", [("a", ["b"], ["b"]), ("x", ["a", "b"], ["a", "b"])]),
        ("for a in here():\n    pass\n", []),
        ("for a in x:\n    pass\nelse:\n    here()\n", []),
        ("for a in x:\n    def f():\n        here()\n", []),
        ("[here() for a in x for b in y]\n", [("x", ["a"], ["a"]), ("y", ["b"], ["b"])]),
        ("[a for a in here()]\n", []),
        ("[b for a in x for b in here()]\n", [("x", ["a"], ["a"])]),
        ("[a for a in x if here()]\n", [("x", ["a"], ["a"])]),
    ],
)
def test_the_loops_whose_rounds_evaluate_it(code: str, expected: list[tuple[str, list[str], list[str]]]) -> None:
    """What a loop goes through, its `else` and the functions inside of it are outside of its rounds."""
    assert around(code) == expected
