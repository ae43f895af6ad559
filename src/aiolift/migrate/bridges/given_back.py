"""A function that stays sync gives an engine or session; what a test puts in its place gives a sync one, too."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.objects.object_origins import returned
from aiolift.analysis.testing.stand_ins import patches
from aiolift.knowledge.database import SESSIONS
from aiolift.migrate.bridges.globals import DATABASE
from aiolift.migrate.bridges.sync_drivers import ENGINE, own_engines
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.testing.stand_ins import Patch
    from aiolift.migrate.bridges.counterparts import Counterparts
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

_WHY = "sync code gets it"


def rewrite(context: Context, counterparts: Counterparts, rule: str) -> None:
    """Let what stands in for such a function give the sync counterpart, or mark it."""
    side = context.bridges.side
    for patch in patches(context.model) if side.giving else ():
        kept = [value.function for value in patch.replaced if isinstance(value, FunctionValue)]
        if not any(function in side.giving and side.keeps(function) for function in kept):
            continue
        for module, given in _given(context, patch):
            if context.model.kinds(given) & DATABASE and not _give(context, counterparts, module, given, rule):
                context.mark(
                    patch.site.module, patch.site.node, "AL922",
                    f"{kept[0].name}() stays sync, and what stands in for it gives something async now.",
                    "give a sync one on the same database, in a file or on a server",
                )  # fmt: skip


def _given(context: Context, patch: Patch) -> Iterator[tuple[Module, ast.expr]]:
    """Yield what a stand-in gives, where it is written."""
    for keyword in patch.site.node.keywords:
        if keyword.arg == "return_value":
            yield patch.site.module, keyword.value
    for value in context.model.values(patch.new) if patch.new is not None else ():
        if isinstance(value, FunctionValue) and not context.bridges.side.keeps(value.function):
            body = getattr(value.function.node, "body", None)
            if isinstance(body, ast.expr):
                yield value.function.module, body
            else:
                yield from ((value.function.module, part) for part in returned(value.function.node))


def _give(context: Context, counterparts: Counterparts, module: Module, given: ast.expr, rule: str) -> bool:
    site = context.model.site(given) if isinstance(given, ast.Call) else None
    if site is not None and ENGINE in site.externals:
        context.kept_sync.update(ast.walk(given))
        own_engines(context, module, given, rule)
        return True
    inner = given
    if site is not None and site.node.args and SESSIONS & set(site.externals):
        inner = site.node.args[0]
    text = counterparts.of(module, inner) if isinstance(inner, ast.Name | ast.Attribute) else None
    if text is None:
        return False
    context.kept_sync.update(ast.walk(given))
    context.replace_node(module, inner, text, rule, _WHY)
    return True
