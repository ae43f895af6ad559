"""Relationships with `lazy="dynamic"` are legacy queries: they are asked inside of `run_sync`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.unit_of_work import UnitOfWork
from aiolift.migrate.colour import Seed
from aiolift.migrate.rewrite.implicit.decide import RULE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

#: Methods of a query that ask the database.
_ASKS = {
    "all", "first", "one", "one_or_none", "count", "scalar", "get", "delete", "update", "exists",
}  # fmt: skip


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the expressions that ask a dynamic relationship."""
    for module, node in _asked(model):
        yield Seed(module, node, model.function(module, node), RULE)


def _asked(model: Model) -> Iterator[tuple[Module, ast.expr]]:
    for read in model.lazy_reads:
        if not read.certain or all(found.lazy != "dynamic" for found in read.relationships):
            continue
        node: ast.expr = read.node
        while isinstance(outer := read.module.parents[node], ast.Attribute):
            call = read.module.parents[outer]
            if not isinstance(call, ast.Call) or call.func is not outer:
                break
            node = call
            if outer.attr in _ASKS:
                yield read.module, node
                break
        else:
            parent = read.module.parents[node]
            if isinstance(parent, ast.For | ast.comprehension) and parent.iter is node:
                yield read.module, node


def rewrite(context: Context) -> None:
    """Ask them inside of the session's greenlet."""
    work = UnitOfWork(context.model)
    for module, node in _asked(context.model):
        function = context.model.function(module, node)
        if function is None or not context.can_await(function) or function in context.colour.islands:
            continue
        session = work.session_near(module, function, module.statement(node))
        if session is None:
            what = 'the relationship has lazy="dynamic", and no session is in reach'
            context.mark(module, node, "AL917", what, "use WriteOnlyMapped, or a query of its own")
            continue
        before, after = f"{session}.run_sync(lambda _: ", ")"
        if isinstance(module.parents[node], ast.For | ast.comprehension):
            before, after = f"{before}list(", "))"
        context.await_(module, node, RULE, "a dynamic relationship is a query of the sync session")
        context.wrap(module, node, before, after, RULE, "a dynamic relationship is a query of the sync session")
