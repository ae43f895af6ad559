"""Sessions and connections that an event's listener does not get from the event, but from the function around it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import CONNECTION, ENGINE, SESSIONS
from aiolift.program.entities import Function

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.source import Module

#: The attribute of each async object that is the sync one inside of it.
SYNC_OBJECT = {**dict.fromkeys(SESSIONS, "sync_session"), CONNECTION: "sync_connection", ENGINE: "sync_engine"}


def closed_over(model: Model, module: Module, node: ast.AST, islands: Collection[Function]) -> Function | None:
    """Return the function outside of all islands to which a name belongs, or the name whose method is called."""
    if isinstance(node, ast.Call):
        node = node.func.value if isinstance(node.func, ast.Attribute) else node
    if not isinstance(node, ast.Name):
        return None
    holder = model.scope(module, node).holder(node.id)
    return holder if isinstance(holder, Function) and holder not in islands else None


def names_closed_over(model: Model, islands: Collection[Function]) -> Iterator[tuple[Module, ast.Name, Function, str]]:
    """Yield the names in islands that mean an async object of a function outside, and what it has inside."""
    for module in dict.fromkeys(function.module for function in islands):
        for node in module.nodes(ast.Name):
            if not isinstance(node.ctx, ast.Load):
                continue
            found = sorted(SYNC_OBJECT[kind] for kind in model.kinds(node) & SYNC_OBJECT.keys())
            if not found or model.function(module, node) not in islands:
                continue
            outer = closed_over(model, module, node, islands)
            if outer is not None:
                yield module, node, outer, found[0]
