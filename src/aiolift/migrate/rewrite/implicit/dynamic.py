"""Relationships with `lazy="dynamic"` are legacy queries: they are asked inside of `run_sync`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.sessions.unit_of_work import UnitOfWork
from aiolift.knowledge.query import ITERATE
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

#: Functions that have iterated when they return.
_EAGER = ITERATE - {f"builtins.{name}" for name in ("enumerate", "zip", "map", "filter", "iter")}
#: Methods that change the collection without asking.
_CHANGES = {"append", "remove", "add", "extend", "add_all"}


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the expressions that ask a dynamic relationship."""
    for module, node in _asked(model):
        yield Seed(module, node, model.function(module, node), RULE)


def _asked(model: Model) -> Iterator[tuple[Module, ast.expr]]:
    for module, node in _read(model):
        found = _asks(model, module, node)
        if found is not None:
            yield module, found


def _read(model: Model) -> Iterator[tuple[Module, ast.expr]]:
    for read in model.lazy_reads:
        if read.certain and any(found.lazy == "dynamic" for found in read.relationships):
            yield read.module, read.node


def _asks(model: Model, module: Module, node: ast.expr) -> ast.expr | None:
    """Return the expression that asks what is read here; None where it is not asked here."""
    while isinstance(outer := module.parents[node], ast.Attribute):
        call = module.parents[outer]
        if not isinstance(call, ast.Call) or call.func is not outer:
            return None
        node = call
        if outer.attr in _ASKS:
            return node
    if isinstance(outer, ast.For | ast.comprehension) and outer.iter is node:
        return node
    site = model.site(outer) if isinstance(outer, ast.Call) else None
    if site is not None and node in site.node.args and _EAGER.intersection(site.externals):
        return site.node
    return None


def _leaves(model: Model, module: Module, node: ast.expr) -> bool:
    """Whether the query that is read here, or a longer one, goes on to where it is not followed."""
    while isinstance(outer := module.parents[node], ast.Attribute):
        call = module.parents[outer]
        if not isinstance(call, ast.Call) or call.func is not outer or outer.attr in _CHANGES | _ASKS:
            return False
        node = call
    return not isinstance(outer, ast.Expr) and _asks(model, module, node) is None


def rewrite(context: Context) -> None:
    """Ask them inside of the session's greenlet."""
    for module, node in _read(context.model):
        if context.model.function(module, node) not in context.colour.islands and _leaves(context.model, module, node):
            written = isinstance(getattr(node, "ctx", None), ast.Store)
            why = "setting it reads what it was" if written else "its query goes on to where it is not followed"
            what = f'the relationship has lazy="dynamic", and {why}'
            context.mark(module, node, "AL917", what, "use WriteOnlyMapped, or load the objects here")
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
