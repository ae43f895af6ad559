"""What has surely run, and run to its end, before a statement of the same function is reached."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.program.source import Module


def surely_before(module: Module, statement: ast.stmt) -> list[tuple[int, int]]:
    """Return the spans of text, as offsets, that every way to `statement` has run through.

    Branches that may be left out, bodies of loops and of `try` do not count; what stands in the head of a block does.
    """
    spans: list[tuple[int, int]] = []
    inner: ast.AST = statement
    for outer in module.ancestors(statement):
        for body in _bodies(outer):
            if any(member is inner for member in body):
                for member in body[: body.index(inner)]:  # type: ignore[arg-type]
                    spans += _spans(module, member)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            break
        spans += _heads(module, outer)
        inner = outer
    return spans


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for field in ("body", "orelse", "finalbody"):
        body = getattr(node, field, None)
        if isinstance(body, list):
            yield body


def _spans(module: Module, statement: ast.stmt) -> Iterator[tuple[int, int]]:
    """Yield what surely runs of a statement that is run."""
    if isinstance(statement, ast.With | ast.AsyncWith):
        yield from _heads(module, statement)
        for member in statement.body:
            yield from _spans(module, member)
    elif isinstance(statement, ast.Try):
        for member in statement.finalbody:
            yield from _spans(module, member)
    elif hasattr(statement, "body"):
        yield from _heads(module, statement)
    else:
        yield module.start(statement), module.end(statement)


def _heads(module: Module, node: ast.AST) -> Iterator[tuple[int, int]]:
    match node:
        case ast.If(test=head) | ast.While(test=head):
            yield module.start(head), module.end(head)
        case ast.For(target=target, iter=head) | ast.AsyncFor(target=target, iter=head):
            yield module.start(target), module.end(head)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            last = items[-1].optional_vars or items[-1].context_expr
            yield module.start(items[0].context_expr), module.end(last)
