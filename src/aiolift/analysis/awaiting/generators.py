"""Generator expressions: which of them are async, and what consumes them."""

from __future__ import annotations

import ast
from enum import Enum, auto
from typing import TYPE_CHECKING

from aiolift.knowledge.consumers import METHODS, READS_ALL, READS_SOME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.source import Module


class Consumer(Enum):
    """What is known of the sync code that a generator expression is given to."""

    ALL = auto()  # it reads all items, so that a list does as well
    SOME = auto()  # it reads the items one by one, and can want an iterator
    UNKNOWN = auto()  # it may be async code


def evaluating(module: Module, node: ast.expr) -> Iterator[ast.GeneratorExp]:
    """Yield the generator expressions that an await of `node` would be in, from the inside out.

    A generator expression's first iterable is evaluated outside of it.
    """
    inner: ast.AST = node
    for outer in module.ancestors(node):
        if isinstance(outer, ast.stmt | ast.Lambda):
            return
        if isinstance(outer, ast.GeneratorExp) and not (
            isinstance(inner, ast.comprehension) and inner is outer.generators[0] and _is_in(module, node, inner.iter)
        ):
            yield outer
        inner = outer


def is_async(node: ast.GeneratorExp) -> bool:
    """Whether a generator expression awaits, so that only `async for` can consume it."""
    parts: list[ast.AST] = [node.elt, *(test for part in node.generators for test in part.ifs)]
    parts += [part.iter for part in node.generators[1:]]
    return any(part.is_async for part in node.generators) or any(map(_awaits, parts))


def consumer(model: Model, module: Module, node: ast.GeneratorExp) -> Consumer:
    """Return what consumes a generator expression, as far as that is sync code."""
    match module.parents.get(node):
        case ast.For(iter=iterated) | ast.comprehension(iter=iterated, is_async=0) if iterated is node:
            return Consumer.ALL
        case ast.Call(args=[*_, last]) as call if last is node and (site := model.site(call)) is not None:
            names = site.externals
            if site.targets or not names:
                return Consumer.UNKNOWN
            if all(name in READS_ALL or (name.startswith("builtins.") and name.endswith(METHODS)) for name in names):
                return Consumer.ALL
            if all(name in READS_SOME for name in names):
                return Consumer.SOME
    return Consumer.UNKNOWN


def _is_in(module: Module, node: ast.AST, outer: ast.AST) -> bool:
    return node is outer or any(one is outer for one in module.ancestors(node))


def _awaits(node: ast.AST) -> bool:
    if isinstance(node, ast.Await) or (isinstance(node, ast.comprehension) and node.is_async):
        return True
    if isinstance(node, ast.Lambda):
        return False
    if isinstance(node, ast.GeneratorExp):  # only its first iterable is evaluated here
        return _awaits(node.generators[0].iter)
    return any(map(_awaits, ast.iter_child_nodes(node)))
