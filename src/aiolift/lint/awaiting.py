"""The edits that await an expression."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting import generators
from aiolift.analysis.awaiting.generators import Consumer
from aiolift.program.edits import Edit, closing, opening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.source import Module


def awaited(model: Model, module: Module, node: ast.expr, rule: str) -> tuple[Edit, ...]:
    """Return the edits that await an expression, in parentheses where what follows would bind first.

    An await makes a generator expression around it async. That becomes a list where what consumes it reads all of it;
    elsewhere there are no edits.
    """
    made: list[Edit] = []
    for generator in generators.evaluating(module, node):
        if generators.is_async(generator):
            break
        if generators.consumer(model, module, generator) is not Consumer.ALL:
            return ()
        made += _listed(module, generator, rule)
    start, end = module.start(node), module.end(node)
    if module.binds(node):
        return *made, opening(start, end, "(await ", rule), closing(start, end, ")", rule)
    return *made, opening(start, end, "await ", rule)


def _listed(module: Module, node: ast.GeneratorExp, rule: str) -> Iterator[Edit]:
    """Yield the edits that put brackets around a generator expression, inside of parentheses that are a call's."""
    start, end = module.start(node), module.end(node)
    outer = module.parents[node]
    is_whole = isinstance(outer, ast.Call) and end == module.end(outer)
    yield Edit(start, start + 1, "([" if is_whole else "[", rule)
    yield Edit(end - 1, end, "])" if is_whole else "]", rule)
