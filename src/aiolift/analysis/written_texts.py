"""The texts that a name can stand for, where all of them are written out: `for kind in ("on_add", "on_drop")`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.bindings import How, bindings, bound_names, is_parameter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiolift.program.entities import Scope

#: How far a text is followed from name to name.
_DEPTH = 4
#: An expression, and the places in the tuples of it that are unpacked.
_Part = tuple[ast.expr, tuple[int, ...]]


def texts(scope: Scope, node: ast.expr, depth: int = _DEPTH) -> list[str] | None:
    """Return the texts that an expression in a scope can be; None where one of them is computed, or given."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=orelse):
            return _all(texts(scope, one, depth) for one in (body, orelse))
        case ast.Name(id=name) if depth and (holder := scope.holder(name)) is not None:
            parts = _parts(holder, name, depth - 1)
            return _all(_text(holder, part, depth - 1) for part in parts) if parts else None
    return None


def _text(scope: Scope, part: _Part, depth: int) -> list[str] | None:
    node, path = part
    for number in path:
        if not isinstance(node, ast.Tuple | ast.List) or number >= len(node.elts):
            return None
        node = node.elts[number]
    return texts(scope, node, depth)


def _parts(holder: Scope, name: str, depth: int) -> list[_Part]:
    """Return what a name is bound to in the scope that holds it; nothing where a part of that is unknown."""
    if is_parameter(holder, name):
        return []
    found: list[_Part] = []
    stored = [node for node in holder.own if isinstance(node, ast.Name) and node.id == name and _is_store(node)]
    for node in holder.own:
        for how, target, value in bindings(node):
            for bound, path in bound_names(target):
                if bound not in stored:
                    continue
                stored.remove(bound)
                values = {How.ASSIGNED: [value], How.ITERATED: _items(holder, value, depth)}.get(how)
                if not values:
                    return []
                found += [(one, path) for one in values]
    return [] if stored else found


def _is_store(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _items(scope: Scope, node: ast.expr, depth: int) -> list[ast.expr]:
    """Return what a loop over an expression gives, where that is written out."""
    match node:
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return items
        case ast.Dict(keys=keys):
            return [key for key in keys if key is not None] if None not in keys else []
        case ast.Name(id=name) if depth and (holder := scope.holder(name)) is not None:
            parts = _parts(holder, name, depth - 1)
            return [item for value, path in parts for item in ([] if path else _items(holder, value, depth - 1))]
    return []


def _all(found: Iterable[list[str] | None]) -> list[str] | None:
    every: list[str] = []
    for some in found:
        if some is None:
            return None
        every += some
    return every
