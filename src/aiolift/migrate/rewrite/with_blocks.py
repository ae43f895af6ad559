"""`with` over a session, a connection or a coloured context manager becomes `async with`; mixed ones are split."""

from __future__ import annotations

import ast
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from aiolift.knowledge.database import CONNECTION, SCOPED_SESSION, SESSIONS, Does, does
from aiolift.migrate import blocks
from aiolift.migrate.colour import Seed
from aiolift.program.entities import Class

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "async-with"
_ENTERED = SESSIONS | {CONNECTION, SCOPED_SESSION, "sqlalchemy.Transaction", "sqlalchemy.orm.SessionTransaction"}


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the expressions that `with` enters and that do I/O at their end."""
    for module in model.program.modules:
        for node in module.nodes(ast.With):
            for item in node.items:
                if does_io(model, item.context_expr):
                    yield Seed(module, item.context_expr, model.function(module, node), RULE)


def does_io(model: Model, node: ast.expr) -> bool:
    """Whether entering or leaving what an expression gives does I/O."""
    if node in model.entered.entering or (
        isinstance(node, ast.Call)
        and (site := model.site(node))
        and any(does(name) is Does.ENTER for name in site.externals)
    ):
        return True
    return bool(model.kinds(node) & _ENTERED)


def is_async(context: Context, module: Module, node: ast.expr) -> bool:
    """Whether only `async with` enters what an expression gives in the result."""
    if context.owners.get(node) == RULE and context.can_await(context.model.function(module, node)):
        return True
    if context.colour.consumes(node) or node in context.async_entered:
        return True
    return any(
        context.colour.changes(method)
        for value in context.model.instances(node)
        if isinstance(value.cls, Class)
        for cls in value.cls.mro()
        for name, method in cls.methods.items()
        if name in {"__enter__", "__exit__"}
    )


def rewrite(context: Context) -> None:
    """Write `async with`."""
    for module in context.model.program.modules:
        for node in module.nodes(ast.With):
            if not context.can_await(context.model.function(module, node)):
                continue
            groups = [
                (kind, list(items))
                for kind, items in groupby(node.items, key=lambda item: is_async(context, module, item.context_expr))
            ]
            if not any(kind for kind, _ in groups):
                continue
            for item in node.items:  # a function that is async now gives what is entered
                site = context.model.site(item.context_expr) if isinstance(item.context_expr, ast.Call) else None
                if site is not None and context.owners.get(site.node) == RULE and context.colour.awaited(site):
                    context.await_(module, site.node, RULE, "it is given by an async function")
            if len(groups) == 1:
                context.insert(module, module.start(node), "async ", RULE, "entering or leaving it does I/O")
            else:
                _split(context, module, node, groups)


def _split(context: Context, module: Module, node: ast.With, groups: list[tuple[bool, list[ast.withitem]]]) -> None:
    """Write one `with` per run of sync and async items, each inside of the one before."""
    indent, unit = module.indent(node), blocks.unit(module, node.body[0])
    if groups[0][0]:
        context.insert(module, module.start(node), "async ", RULE, "entering or leaving it does I/O")
    _remove_parentheses(context, module, node)
    for depth, ((_, before), (kind, after)) in enumerate(pairwise(groups), start=1):
        start = _end(module, before[-1])
        word = "async with " if kind else "with "
        context.replace(
            module,
            start,
            module.start(after[0].context_expr),
            f":{module.file.newline}{indent}{unit * depth}{word}",
            RULE,
            "split",
        )
    deeper = unit * (len(groups) - 1)
    for line in blocks.lines_of_code(module, node.body[0], node.body[-1]):
        context.insert(module, module.file.line_starts[line - 1], deeper, RULE, "inside of one more block")


def _end(module: Module, item: ast.withitem) -> int:
    return module.end(item.optional_vars or item.context_expr)


def _remove_parentheses(context: Context, module: Module, node: ast.With) -> None:
    """`with (a, b):` has parentheses that belong to the list of items, not to an item."""
    first, last = module.start(node.items[0].context_expr), _end(module, node.items[-1])
    before = [token for token in module.between(module.start(node), first) if token.text == "("]
    if before:
        context.replace(module, before[0].start, first, "", RULE)
        closing = next(token for token in module.between(last, module.start(node.body[0])) if token.text == ")")
        context.replace(module, last, closing.end, "", RULE)
