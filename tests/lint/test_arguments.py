"""Leaving an argument out of a call."""

from __future__ import annotations

import ast

import pytest

from aiolift.lint.arguments import without_keyword
from aiolift.program.edits import apply
from tests.program.code import program_of


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(a=1)", "f()"),
        ("f(a=1, b=2)", "f(b=2)"),
        ("f(x, a=1)", "f(x)"),
        ("f(x, b=2, a=1, **c)", "f(x, b=2, **c)"),
        ("f(\n    x,  # 서울\n    a=1,\n)", "f(\n    x,\n)"),
    ],
)
def test_a_keyword_goes_with_its_comma(before: str, after: str) -> None:
    """The comma before it goes too, or the one behind it where it is first."""
    module = program_of(before + "\n").modules[0]
    call = next(node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    keyword = next(one for one in call.keywords if one.arg == "a")
    assert apply(module.text, without_keyword(module, call, keyword)) == after + "\n"
