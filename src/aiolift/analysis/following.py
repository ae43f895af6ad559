"""What can run after a place of the same function."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiolift.program.source import Module

_BRANCHES = (ast.If, ast.Match, ast.Try, ast.IfExp)
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def can_follow(module: Module, place: ast.AST, node: ast.AST) -> bool:
    """Whether a node that stands behind a place can run after it: no `return` and no other branch between them."""
    inner, outers = place, list(module.ancestors(node))
    for outer in module.ancestors(place):
        field = _field(outer, inner)
        if outer in outers or outer is node:
            number = outers.index(outer) if outer in outers else 0
            other = _field(outer, outers[number - 1] if number else node)
            return not isinstance(outer, _BRANCHES) or other in {field, "finalbody"}
        if isinstance(inner, ast.stmt) and _leaves(outer, field, inner):
            return False
        inner = outer
    return True


def _leaves(outer: ast.AST, field: str, inner: ast.stmt) -> bool:
    """Whether the block that a statement stands in ends in a `return` or the like behind it."""
    body = getattr(outer, field, None)
    return isinstance(body, list) and any(isinstance(one, _LEAVES) for one in body[body.index(inner) :])


def _field(outer: ast.AST, node: ast.AST) -> str:
    for name, value in ast.iter_fields(outer):
        if value is node or (isinstance(value, list) and node in value):
            return name
    return ""
