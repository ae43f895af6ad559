"""Calls of sessions, connections and engines that do I/O are awaited."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import Does, does
from aiolift.migrate.colour import Seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context

RULE = "database-call"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the calls whose async form is a coroutine."""
    for site in model.naming(does):
        what = {does(name) for name in site.externals}
        if Does.AWAIT in what or (
            Does.ENTER in what
            and not isinstance(site.module.parents.get(site.node), ast.withitem)
            and site.node not in model.entered.made
        ):
            yield Seed(site.module, site.node, site.function, RULE)


def rewrite(context: Context) -> None:
    """Await them."""
    for seed in context.seeds(RULE):
        assert isinstance(seed.node, ast.expr)
        context.await_(seed.module, seed.node, RULE, "does I/O")
