"""Where a query is asked for: the session awaits, and the chain goes inside as a select."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.statements.queries import Does
from aiolift.migrate.rewrite.query import layout
from aiolift.migrate.rewrite.query.building import RULE, lead
from aiolift.migrate.rewrite.query.decide import inline_origin
from aiolift.migrate.rewrite.query.forms import form_of

if TYPE_CHECKING:
    from aiolift.analysis.statements.queries import Origin, Use
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.query.decide import Decision
    from aiolift.migrate.rewrite.query.forms import Form
    from aiolift.program.source import Module

_WHY = "an AsyncSession has no query(): the statement is a select, and awaiting it does the I/O"


@dataclass(frozen=True)
class Span:
    """Where a query stands in its use.

    :param start: the first character of the query.
    :param end: behind its last, parentheses around it included.
    :param outer: behind the last character of the use.
    """

    start: int
    end: int
    outer: int


def whole_of(use: Use) -> ast.expr:
    """Return the expression that is awaited: the use, or the query that a loop iterates over."""
    whole = use.query if use.does is Does.ITERATE else use.node
    assert isinstance(whole, ast.expr)
    return whole


def span_of(use: Use) -> Span:
    """Return where a use's query begins and ends, and where the use ends."""
    module = use.module
    if use.does is Does.ITERATE:
        end = module.end(use.query)
        return Span(module.start(use.query), end, end)
    outer = module.end(use.node)
    return Span(module.start(use.node), module.closed(module.end(use.query), outer), outer)


def ask(context: Context, decision: Decision, use: Use) -> None:
    """Await what a use asks for: objects, rows, a value or a count."""
    form = form_of(context, decision, use)
    module, span = use.module, span_of(use)
    origin = inline_origin(context.model, use)
    if use.does is Does.ITEM:
        _cut(context, use)
        span = Span(span.start, span.outer, span.outer)
    context.awaited(use.node)
    if decision.streams:
        _stream(context, use)
    if origin is not None and layout.spread(context, use, origin, form, span.end):
        return
    parentheses = bool(form.after) or binds(module, use.node)
    begin(context, decision, use, origin, form, parentheses=parentheses)
    gap = module.text[span.end : span.outer].partition(".")[0] if use.does is Does.ASK else ""
    closing = form.tail + ")" * (len(form.openers) + parentheses)
    if "#" in gap:
        text = f"{form.tail}{gap}{closing.removeprefix(form.tail)}{form.after}"
    else:
        text = closing + (gap if form.after else "") + form.after
    if span.end == span.outer:
        context.close(module, whole_of(use), text, RULE)
    else:
        context.replace(module, span.end, span.outer, text, RULE)


def begin(
    context: Context, decision: Decision, use: Use, origin: Origin | None, form: Form, *, parentheses: bool
) -> None:
    """Write what stands before a statement, on its line."""
    module, whole = use.module, whole_of(use)
    word = "(await " if parentheses else "await "
    if origin is None:
        context.open(module, whole, f"{word}{decision.sessions[use]}.{''.join(form.openers)}", RULE, _WHY)
        return
    context.open(module, whole, word, RULE, _WHY)
    lead(context, origin, f".{''.join(form.openers)}{form.head}")


def binds(module: Module, node: ast.AST) -> bool:
    """Whether what stands around an expression binds stronger than `await`, without parentheses around it."""
    parent = module.parents.get(node)
    around = (isinstance(parent, ast.Attribute | ast.Subscript) and parent.value is node) or (
        isinstance(parent, ast.Call) and parent.func is node
    )
    return parent is not None and around and module.start(parent) == module.start(node)


def _cut(context: Context, use: Use) -> None:
    """Write an index or slice as `slice`, `limit` or `offset`."""
    module, node = use.module, use.node
    assert isinstance(node, ast.Subscript)
    opening = next(token for token in module.between(module.end(use.query), module.end(node)) if token.text == "[")
    closing = module.end(node) - 1
    index = node.slice
    if not isinstance(index, ast.Slice):
        text = module.segment(index)
        following = str(int(text) + 1) if text.isdigit() else f"{text} + 1"
        context.replace(module, opening.start, module.end(node), f".slice({text}, {following})", RULE)
        return
    match index.lower, index.upper:
        case None, None:
            context.replace(module, opening.start, module.end(node), "", RULE)
        case None, upper if upper is not None:
            context.replace(module, opening.start, module.start(upper), ".limit(", RULE)
            context.replace(module, closing, closing + 1, ")", RULE)
        case lower, None if lower is not None:
            context.replace(module, opening.start, opening.end, ".offset(", RULE)
            context.replace(module, module.end(lower), closing + 1, ")", RULE)
        case lower, upper if lower is not None and upper is not None:
            context.replace(module, opening.start, opening.end, ".slice(", RULE)
            context.replace(module, module.end(lower), module.start(upper), ", ", RULE)
            context.replace(module, closing, closing + 1, ")", RULE)


def _stream(context: Context, use: Use) -> None:
    """Iterate with `async for`: rows are fetched while the loop runs."""
    module = use.module
    parent = module.parents[use.node]
    if isinstance(parent, ast.For):
        context.insert(module, module.start(parent), "async ", RULE, "yield_per fetches while it iterates")
        return
    assert isinstance(parent, ast.comprehension)
    whole = module.parents[parent]
    before = [
        token for token in module.between(module.start(whole), module.start(parent.target)) if token.text == "for"
    ]
    context.insert(module, before[-1].start, "async ", RULE, "yield_per fetches while it iterates")
