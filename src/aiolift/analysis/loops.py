"""The loops that an expression runs in, and the names that each round of a loop binds anew."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.program.entities import Comprehension, own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True, eq=False)
class Loop:
    """A `for` statement, or one `for` of a comprehension.

    :param node: the statement, or the whole comprehension.
    :param items: what it goes through.
    :param names: those that a round binds: its targets, and what is assigned in its body.
    :param given: those of them that hold an item, a part of one, or what is worked out of one.
    """

    node: ast.For | ast.AsyncFor | Comprehension
    items: ast.expr
    names: frozenset[str]
    given: frozenset[str]

    def mentions(self, node: ast.AST) -> bool:
        """Whether an expression depends on the item of the round."""
        return any(isinstance(part, ast.Name) and part.id in self.given for part in ast.walk(node))


def loops_around(module: Module, node: ast.AST) -> Iterator[Loop]:
    """Yield the loops of its function whose every round evaluates an expression, from the inside out."""
    inner = node
    for outer in module.ancestors(node):
        if isinstance(outer, _FUNCTIONS):
            return
        if isinstance(outer, ast.For | ast.AsyncFor) and inner in outer.body:
            yield _of_statement(outer)
        elif isinstance(outer, Comprehension):
            for generator in outer.generators:
                if inner is generator and _within(generator.iter, node):
                    break  # it is evaluated before the first round of this one
                yield _of_comprehension(outer, generator)
                if inner is generator:
                    break
        inner = outer


def goes_once(model: Model, items: ast.expr) -> bool:
    """Whether a loop has one round: it goes through a generator that yields once, as `async for db in get_db()`."""
    site = model.site(items) if isinstance(items, ast.Call) else None
    targets = site.targets if site is not None else ()
    return bool(targets) and all(target.is_generator and _yields_once(target) for target in targets)


def _yields_once(function: Function) -> bool:
    yields = [node for node in own(function.node) if isinstance(node, ast.Yield | ast.YieldFrom)]
    around = function.module.ancestors(yields[0]) if len(yields) == 1 else iter([function.node])
    for outer in around:
        if isinstance(outer, ast.For | ast.AsyncFor | ast.While):
            return False
        if outer is function.node:
            break
    return len(yields) == 1 and isinstance(yields[0], ast.Yield)


def _within(outer: ast.AST, node: ast.AST) -> bool:
    return any(part is node for part in ast.walk(outer))


def _of_comprehension(node: Comprehension, generator: ast.comprehension) -> Loop:
    names = frozenset(stored(generator.target))
    return Loop(node, generator.iter, names, names)


def _of_statement(node: ast.For | ast.AsyncFor) -> Loop:
    given = set(stored(node.target))
    names = set(given)
    for statement in node.body:
        for part in walked(statement):
            if isinstance(part, ast.withitem) and part.optional_vars is not None:
                names |= set(stored(part.optional_vars))
            elif isinstance(part, ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.AugAssign | ast.For | ast.AsyncFor):
                targets = part.targets if isinstance(part, ast.Assign) else [part.target]
                bound = {name for target in targets for name in stored(target)}
                names |= bound
                value = part.iter if isinstance(part, ast.For | ast.AsyncFor) else part.value
                if value is not None and any(isinstance(one, ast.Name) and one.id in given for one in ast.walk(value)):
                    given |= bound
    return Loop(node, node.iter, frozenset(names), frozenset(given))


def walked(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes below one in the order of the text, without the bodies of the functions inside of it."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _FUNCTIONS):
            yield from walked(child)


def stored(target: ast.AST) -> Iterator[str]:
    """Yield the names that a target binds."""
    return (part.id for part in ast.walk(target) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store))
