"""`engine.connect().execution_options(…)` asks the engine first: no block can enter a connection that has started."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import ENGINE
from aiolift.migrate.colour import Seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context

RULE = "connect-options"
_WHY = "the options of a connection can only be awaited once it has started, and then no block can enter it"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the calls of `connect` whose connection gets options at once."""
    for site in model.naming({f"{ENGINE}.connect"}):
        parent = site.module.parents.get(site.node)
        if site.node.args or site.node.keywords:
            continue
        match parent:
            case ast.Attribute(attr="execution_options") if isinstance(site.module.parents.get(parent), ast.Call):
                yield Seed(site.module, site.node, site.function, RULE)


def rewrite(context: Context) -> None:
    """Give the options to the engine, and connect with what it gives back."""
    for seed in context.seeds(RULE):
        module, node = seed.module, seed.node
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Attribute)
        options = module.parents[module.parents[node]]
        start = module.end(node.func.value)
        context.wrap(module, options, "", module.text[start : module.end(node)], RULE, _WHY)
        context.replace(module, start, module.end(node), "", RULE, _WHY)
