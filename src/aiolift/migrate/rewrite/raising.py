"""`pytest.raises(Error, f, x)` and `self.assertRaises(Error, f, x)` cannot await: they become blocks.

https://docs.pytest.org/en/stable/reference/reference.html#pytest-raises
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.test_hooks import RAISING, called
from aiolift.migrate import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context

RULE = "async-raises"
_WHY = "the call is awaited"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: such a call follows what it calls (`Model.callers` knows)."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Write `with pytest.raises(Error):` and an awaited call in it."""
    for site in context.model.naming(RAISING):
        position = next((found for name in site.externals if (found := called(name)) is not None), None)
        if position is None or len(site.node.args) <= position or not context.can_await(site.function):
            continue
        if any(context.colour.changes(target) for target in context.model.handed_to(site)):
            _block(context, site, position)


def _block(context: Context, site: Site, position: int) -> None:
    module, node = site.module, site.node
    statement = module.statement(node)
    function = node.args[position]
    if isinstance(statement, ast.Expr) and statement.value is node:
        bound = ""
    elif isinstance(statement, ast.Assign) and statement.value is node and len(statement.targets) == 1:
        bound = f" as {module.segment(statement.targets[0])}"
    else:
        context.mark(module, node, "AL909", "callback with I/O: await it in a `with` block", "write a with block")
        return
    errors = ", ".join(module.segment(argument) for argument in node.args[:position])
    header = f"with {module.segment(node.func)}({errors}){bound}:"
    lead = f"{header}{module.file.newline}{module.indent(statement)}{blocks.unit(module, statement)}"
    rest = [*node.args[position + 1 :], *(keyword.value for keyword in node.keywords)]
    if isinstance(function, ast.Lambda) and not rest:
        if context.is_awaited(function.body):  # by whoever called the lambda, so far
            lead += "await "
        context.replace(module, module.start(statement), module.start(function.body), lead, RULE, _WHY)
        context.replace(module, module.end(function.body), module.end(node), "", RULE, _WHY)
        return
    context.replace(module, module.start(statement), module.start(function), f"{lead}await ", RULE, _WHY)
    comma = next((token for token in module.between(module.end(function), module.end(node)) if token.text == ","), None)
    if rest and comma is not None:
        start = min(token.start for token in module.between(comma.end, module.end(node)))
        context.replace(module, module.end(function), start, "(", RULE, _WHY)
    else:
        context.replace(module, module.end(function), module.end(node), "()", RULE, _WHY)
