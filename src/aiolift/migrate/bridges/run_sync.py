"""Async code calls what stays sync inside of the session's greenlet: `await session.run_sync(function, …)`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate import blocks
from aiolift.migrate.bridges.settle import RUN_SYNC

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context

_WHY = "what it calls cannot await"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: the places are found when colours are settled."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Hand the session's sync side to the function."""
    side = context.bridges.side
    for inner, (module, attribute, holder) in side.inner.items():
        if holder is None or holder not in side.units:
            context.insert(
                module, module.end(inner), f".{attribute}", RUN_SYNC, "SQLAlchemy runs this with sync objects"
            )
    for site, session in side.run.items():
        if not context.can_await(site.function):
            continue
        if site.node.args and site.node.args[0] is session and not isinstance(site.node.func, ast.Lambda):
            _first(context, site, session)
        else:
            _anywhere(context, site, session)


def _first(context: Context, site: Site, session: ast.expr) -> None:
    """`f(session, x)` becomes `await session.run_sync(f, x)`."""
    module, node = site.module, site.node
    context.await_(module, node, RUN_SYNC, _WHY)
    context.open(module, node, f"{module.segment(session)}.run_sync(", RUN_SYNC, _WHY)
    others = [*node.args[1:], *(keyword for keyword in node.keywords)]
    behind = min((module.start(part) for part in others), default=module.end(node) - 1)
    context.replace(module, module.end(node.func), behind, ", " if others else "", RUN_SYNC, _WHY)


def _anywhere(context: Context, site: Site, session: ast.expr) -> None:
    """`f(x, session)` becomes `await session.run_sync(lambda sync_session: f(x, sync_session))`."""
    module, node = site.module, site.node
    name = blocks.unused_name(context, module, node, "sync_session")
    before = f"{module.segment(session)}.run_sync(lambda {name}: "
    context.await_(module, node, RUN_SYNC, _WHY)
    context.wrap(module, node, before, ")", RUN_SYNC, _WHY)
    context.replace_node(module, session, name, RUN_SYNC, _WHY)
