"""`pandas.read_sql(query, engine)` and its like read through a sync connection: `run_sync` gives them one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import CONNECTION, ENGINE
from aiolift.knowledge.sync_connections import READS_LATER, works_on_connection
from aiolift.migrate.colour import Seed
from aiolift.migrate.rewrite.sync_connection import PARAMETER, Asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "run-sync-library"
_WHY = "the library works on a sync connection, inside of SQLAlchemy's greenlet"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the calls of such functions that are given an engine or a connection of the program."""
    for site in model.sites:
        if site.targets:
            continue
        names = site.externals or (getattr(site.node.func, "attr", ""),)
        if any(map(works_on_connection, names)) and _bind(model, site.node) is not None:
            yield Seed(site.module, site.node, site.function, RULE)


def rewrite(context: Context) -> None:
    """Call them inside of `run_sync`, in a transaction of their own where only the engine is at hand."""
    asking = Asking(context, RULE, _WHY, opens="begin")
    for seed in context.seeds(RULE):
        module, call = seed.module, seed.node
        assert isinstance(call, ast.Call)
        bind = _bind(context.model, call)
        assert bind is not None
        reason = _hindrance(context, call, bind)
        if reason is not None:
            context.mark(
                module, call, "AL923", f"gives its connection to a library that works in sync code: {reason}",
                "open a connection with `async with`, and call it inside of `await connection.run_sync(…)`",
            )  # fmt: skip
            continue
        source = context.take(module, module.start(bind), module.end(bind))
        text = _with_parameter(context, module, call, bind)
        asking.ask(module, call, bind, f"({source})" if source.startswith("await ") else source, text)


def _bind(model: Model, call: ast.Call) -> ast.expr | None:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return next((argument for argument in given if model.kinds(argument) & {ENGINE, CONNECTION}), None)


def _hindrance(context: Context, call: ast.Call, bind: ast.expr) -> str | None:
    """Return why the call cannot stand in a lambda of its own."""
    if any(keyword.arg in READS_LATER for keyword in call.keywords):
        return "it reads on while its result is used"
    if context.model.kinds(bind) >= {ENGINE, CONNECTION}:
        return "it is given an engine here and a connection there"
    own = set(ast.walk(bind))
    if any(context.is_awaited(node) for node in ast.walk(call) if node not in own):
        return "another argument is awaited"
    return None


def _with_parameter(context: Context, module: Module, call: ast.Call, bind: ast.expr) -> str:
    """Return the call as the edits so far leave it, with the sync connection in the place of what it was given."""
    before = context.take(module, module.start(call), module.start(bind))
    behind = context.take(module, module.end(bind), module.end(call))
    return f"{before}{PARAMETER}{behind}"
