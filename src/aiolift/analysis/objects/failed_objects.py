"""Stored objects that are read after a flush has failed: it has rolled back, and every object is to be loaded again."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.following import can_follow
from aiolift.analysis.web.dependencies import is_endpoint
from aiolift.program.entities import own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.analysis.objects.loading import Loading
    from aiolift.analysis.sessions.error_handlers import Handler
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

_QUERIED = {"query", "get"}


def read(model: Model, loading: Loading, module: Module, handler: Handler, function: Function) -> str | None:
    """Return the read of a stored object that follows a handler, to stand behind "and".

    What the failed flush was to store for the first time is new again, and keeps what it was given.
    """
    for node in _following(module, handler, function):
        use = module.parents[node]
        column = isinstance(use, ast.Attribute) and isinstance(use.ctx, ast.Load) and _is_column(model, use)
        returned = isinstance(use, ast.Return) and bool(model.mapping.mapped(node)) and _is_wanted(model, function)
        if (column or returned) and _is_stored(loading, module, node, handler, function):
            read_as = module.headline(use) if column else f"return {node.id}"
            return f"`{read_as}` needs `{node.id}` loaded again, which this session refuses"
    return None


def _following(module: Module, handler: Handler, function: Function) -> Iterator[ast.Name]:
    """Yield the variables that are read in a handler and after it."""
    leaves = bool(handler.body) and isinstance(handler.body[-1], ast.Return | ast.Raise | ast.Continue | ast.Break)
    inside = [part for part in handler.parts if isinstance(part, ast.Name)]
    after = [
        part
        for part in own(function.node)
        if isinstance(part, ast.Name)
        and not leaves
        and module.start(part) > module.end(handler.block)
        and can_follow(module, handler.block, part)
    ]
    yield from (part for part in (*inside, *after) if isinstance(part.ctx, ast.Load))


def _is_column(model: Model, node: ast.Attribute) -> bool:
    classes = model.mapping.mapped(node.value)
    return bool(classes) and all(
        any(node.attr in base.names and node.attr not in base.methods for base in cls.mro()) for cls in classes
    )


def _is_wanted(model: Model, function: Function) -> bool:
    """Whether somebody does something with what a function returns."""
    if is_endpoint(function):
        return True
    calls = [(site.module, site.node) for site in model.callers.get(function, ())]
    around = [(module, module.parents[call]) for module, call in calls]
    outer = [module.parents[node] if isinstance(node, ast.Await) else node for module, node in around]
    return any(not isinstance(node, ast.Expr) for node in outer)


def _is_stored(loading: Loading, module: Module, node: ast.Name, handler: Handler, function: Function) -> bool:
    """Whether all that a name can hold was loaded by a query, before the block that fails."""
    start = module.start(handler.block)
    stores = [
        one
        for one in own(function.node)
        if isinstance(one, ast.Name) and one.id == node.id and isinstance(one.ctx, ast.Store)
    ]
    if any(module.start(one) > start for one in stores):
        return False
    origins = loading.of(module, node)
    return bool(origins) and all(origin.kind in _QUERIED for origin in origins)
