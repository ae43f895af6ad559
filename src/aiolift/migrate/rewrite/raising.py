"""`pytest.raises(Error, f, x)` and `self.assertRaises(Error, f, x)` cannot await: they become blocks.

https://docs.pytest.org/en/stable/reference/reference.html#pytest-raises
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import Does, does
from aiolift.knowledge.test_hooks import RAISING, called
from aiolift.migrate import blocks
from aiolift.migrate.colour import Seed
from aiolift.program.values import External

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.context import Context

RULE = "async-raises"
_WHY = "the call is awaited"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the calls that are given a session's own method; the others follow what they call (`Model.callers`)."""
    for site, position in _found(model):
        if _does_io(model, site.node.args[position]):
            yield Seed(site.module, site.node, site.function, RULE)


def rewrite(context: Context) -> None:
    """Write `with pytest.raises(Error):` and an awaited call in it."""
    for site, position in _found(context.model):
        if context.can_await(site.function) and (
            _does_io(context.model, site.node.args[position])
            or any(context.colour.changes(target) for target in context.model.handed_to(site))
        ):
            _block(context, site, position)


def _found(model: Model) -> Iterator[tuple[Site, int]]:
    """Yield the calls that are given what to call, with where it stands."""
    for site in model.naming(RAISING):
        position = next((found for name in site.externals if (found := called(name)) is not None), None)
        if position is not None and len(site.node.args) > position:
            yield site, position


def _does_io(model: Model, callee: ast.expr) -> bool:
    """Whether it is `session.commit`, or another method to await."""
    return any(isinstance(value, External) and does(value.name) is Does.AWAIT for value in model.values(callee))


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
