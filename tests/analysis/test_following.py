"""What can run after a place of the same function."""

from __future__ import annotations

import ast

import pytest

from aiolift.analysis.following import can_follow
from tests.program.code import module_of


@pytest.mark.parametrize(
    ("code", "follows"),
    [
        ("a()\nb()", True),
        ("if x:\n    a()\nb()", True),
        ("if x:\n    a()\nelse:\n    b()", False),
        ("if x:\n    a()\n    return\nb()", False),
        ("try:\n    a()\nexcept E:\n    pass\nfinally:\n    b()", True),
        ("try:\n    a()\nexcept E:\n    b()", False),
        ("with x:\n    if y:\n        a()\n        raise E\n    b()", False),
        ("f(a(), b())", True),
    ],
)
def test_what_can_follow(code: str, follows: bool) -> None:
    """What stands behind follows, but in another branch, or behind a block that ends in a `return` or `raise`."""
    module = module_of(code)
    calls = {getattr(node.func, "id", ""): node for node in ast.walk(module.tree) if isinstance(node, ast.Call)}
    assert can_follow(module, calls["a"], calls["b"]) is follows
