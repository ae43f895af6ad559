"""Data that was parsed, of which nothing is loaded: `response.json()`, `json.loads(text)`, `schema.model_dump()`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.bindings import How, bindings, bound_names, is_parameter
from aiolift.analysis.objects.object_origins import returned

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function, Scope
    from aiolift.program.source import Module

#: Methods and functions whose result is plain data, whatever has them.
_PARSING = frozenset({"json", "loads", "model_dump", "safe_load", "jsonable_encoder"})
#: How far data is followed from name to name, and through functions.
_DEPTH = 4


def is_data(model: Model, module: Module, node: ast.expr) -> bool:
    """Whether an expression is surely parsed data, or a part of it."""
    return _is_data(model, module, node, _DEPTH)


def _is_data(model: Model, module: Module, node: ast.expr, depth: int) -> bool:
    match node:
        case ast.Await(value=inner) | ast.Subscript(value=inner):
            return _is_data(model, module, inner, depth)
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in _PARSING:
            return True
        case ast.Call() if depth and (site := model.site(node)) is not None and site.targets:
            results = [(target.module, value) for target in site.targets for value in _results(target)]
            return bool(results) and all(_is_data(model, where, value, depth - 1) for where, value in results)
        case ast.Name(id=name) if depth and (holder := model.scope(module, node).holder(name)) is not None:
            values_of = None if is_parameter(holder, name) else _values(holder, name)
            return bool(values_of) and all(_is_data(model, holder.module, one, depth - 1) for one in values_of or ())
    return False


def _results(function: Function) -> list[ast.expr]:
    body = function.definition.body
    return [body] if isinstance(body, ast.expr) else list(returned(function.definition))


def _values(holder: Scope, name: str) -> list[ast.expr] | None:
    """Return all that a name is bound to, as a whole or as an item; None where it is changed in another way."""
    found: list[ast.expr] = []
    for node in holder.own:
        for how, target, value in bindings(node):
            if any(bound.id == name for bound, _ in bound_names(target)):
                if how is How.ADDED:
                    return None
                found.append(value)
    return found
