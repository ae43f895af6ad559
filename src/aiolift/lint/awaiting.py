"""The edit that awaits an expression."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.edits import Edit, closing, opening

if TYPE_CHECKING:
    from aiolift.program.source import Module


def awaited(module: Module, node: ast.expr, rule: str) -> tuple[Edit, ...]:
    """Return the edits that await an expression, in parentheses where what follows would bind first."""
    parent = module.parents.get(node)
    start, end = module.start(node), module.end(node)
    binds = (isinstance(parent, ast.Attribute | ast.Subscript) and parent.value is node) or (
        isinstance(parent, ast.Call) and parent.func is node
    )
    if binds:
        return opening(start, end, "(await ", rule), closing(start, end, ")", rule)
    return (opening(start, end, "await ", rule),)
