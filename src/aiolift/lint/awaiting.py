"""The edit that awaits an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.program.edits import Edit, closing, opening

if TYPE_CHECKING:
    import ast

    from aiolift.program.source import Module


def awaited(module: Module, node: ast.expr, rule: str) -> tuple[Edit, ...]:
    """Return the edits that await an expression, in parentheses where what follows would bind first."""
    start, end = module.start(node), module.end(node)
    if module.binds(node):
        return opening(start, end, "(await ", rule), closing(start, end, ")", rule)
    return (opening(start, end, "await ", rule),)
