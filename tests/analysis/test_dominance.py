"""What surely runs before a statement."""

import ast
from pathlib import Path, PurePosixPath

import pytest

from aiolift.analysis.dominance import surely_before
from aiolift.program.source import Module
from aiolift.program.text import TextFile


def before(code: str) -> set[str]:
    """Return the names `a`, `b`, … that surely ran before the statement `here()`."""
    module = Module(TextFile(Path("m.py"), PurePosixPath("m.py"), code), "m", is_package=False)
    here = next(
        node
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and ast.unparse(node) == "here()"
    )
    spans = surely_before(module, here)
    names = [node for node in ast.walk(module.tree) if isinstance(node, ast.Name) and len(node.id) == 1]
    return {node.id for node in names if any(start <= module.start(node) < end for start, end in spans)}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("def f():\n    a\n    here()\n    b\n", {"a"}),
        ("def f():\n    if a:\n        b\n    here()\n", {"a"}),
        ("def f():\n    if a:\n        b\n        here()\n", {"a", "b"}),
        ("def f():\n    if a:\n        b\n    else:\n        c\n        here()\n", {"a", "c"}),
        ("def f():\n    with a as b:\n        c\n    here()\n", {"a", "b", "c"}),
        ("def f():\n    for a in b:\n        c\n    here()\n", {"a", "b"}),
        ("def f():\n    try:\n        a\n    except E:\n        b\n    finally:\n        c\n    here()\n", {"c"}),
        ("def f():\n    a\n    def g():\n        b\n        here()\n", {"b"}),
    ],
)
def test_surely_before(code: str, names: set[str]) -> None:
    """Branches, loops and tries may be left out; heads, `with` blocks and what stands before do not."""
    assert before(code) == names
