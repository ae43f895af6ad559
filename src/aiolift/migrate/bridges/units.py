"""The pieces of code that stay sync as a whole: a function, or a statement of a module's or class's own body."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.entities import Function
from aiolift.program.nodes import children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.source import Module

#: A function, or a statement that no function contains.
Unit = Function | ast.stmt


def unit_of(model: Model, module: Module, node: ast.AST) -> Unit:
    """Return what a node is part of."""
    function = model.function(module, node)
    if function is not None:
        return function
    inner = node
    for outer in (node, *module.ancestors(node)):
        if isinstance(outer, ast.Module | ast.ClassDef) and isinstance(inner, ast.stmt):
            return inner
        inner = outer
    raise LookupError(f"{node!r} is part of nothing that runs")


def own(unit: Unit) -> Iterator[ast.AST]:
    """Yield the nodes that run in a unit itself: not those of functions and classes defined inside of it."""
    if isinstance(unit, Function):
        node = unit.node
        body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else list(getattr(node, "body", []))
    else:
        body = [unit]
    while body:
        node = body.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body += [*node.decorator_list, *node.args.defaults, *(part for part in node.args.kw_defaults if part)]
        elif isinstance(node, ast.Lambda):
            body += node.args.defaults
        elif isinstance(node, ast.ClassDef):
            body += node.decorator_list
        else:
            body += children(node)
