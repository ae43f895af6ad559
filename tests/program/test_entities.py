from __future__ import annotations

import ast

from aiolift.program.entities import own


def test_own() -> None:
    """A function's own nodes come in the order of the text; inner functions, lambdas and classes are left out."""
    (function,) = ast.parse("def f():\n    a\n    def g(): b\n    class C: c\n    return d(lambda: e, x)\n").body
    assert [node.id for node in own(function) if isinstance(node, ast.Name)] == ["a", "d", "x"]
