"""Which lambdas can become a function with a name, where an await can stand, and what they are called with."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting.applications import application
from aiolift.program.entities import Comprehension

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function
    from aiolift.program.source import Module


def convertible(model: Model, function: Function) -> bool:
    """Whether an await inside of a lambda can stand in what the lambda becomes: a comprehension or a function."""
    module, node = function.module, function.node
    assert isinstance(node, ast.Lambda)
    parent = module.parents[node]
    call = module.parents[parent] if isinstance(parent, ast.keyword) else parent
    site = model.site(call) if isinstance(call, ast.Call) else None
    found = application(model, site) if site is not None else None
    return (found is not None and found.applied is node) or liftable(module, node)


def liftable(module: Module, node: ast.Lambda) -> bool:
    """Whether a `def` in front of the lambda's statement would see the same names."""
    for outer in module.ancestors(node):
        if isinstance(outer, Comprehension | ast.Lambda):
            return False
        if isinstance(outer, ast.stmt):
            return (
                not isinstance(outer, _NOT_BEFORE)
                and not isinstance(module.parents[outer], ast.ClassDef)
                and not _is_elif(module, outer)
            )
    return False


#: Statements whose defaults and decorators belong to them, and one that would evaluate in front of each turn.
_NOT_BEFORE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.While)


def _is_elif(module: Module, statement: ast.stmt) -> bool:
    outer = module.parents[statement]
    return (
        isinstance(statement, ast.If)
        and isinstance(outer, ast.If)
        and statement in outer.orelse
        and module.text.startswith("elif", module.start(statement))
    )


def applied_to(function: Function) -> ast.expr | None:
    """Return what a lambda is called with each item of: `rows` of `sorted(rows, key=lambda row: row.name)`."""
    if not isinstance(function.node, ast.Lambda) or len(function.parameters) != 1:
        return None
    outer = function.module.parents[function.node]
    call = function.module.parents[outer] if isinstance(outer, ast.keyword) and outer.arg == "key" else outer
    match call:
        case ast.Call(func=ast.Name(id="sorted" | "min" | "max"), args=[items]) if call is not outer:
            return items
        case ast.Call(func=ast.Attribute(value=items, attr="sort")) if call is not outer:
            return items
        case ast.Call(func=ast.Name(id="map" | "filter"), args=[first, items]) if first is function.node:
            return items
    return None
