"""A chain with one call per line stays so: its lines move inside of the awaited call, indented."""

from __future__ import annotations

import ast
import keyword
import tokenize
from typing import TYPE_CHECKING

from aiolift.analysis.statements.queries import chain
from aiolift.migrate import blocks
from aiolift.migrate.rewrite.query.building import RULE, lead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.statements.queries import Origin, Use
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.query.forms import Form
    from aiolift.program.source import Module, Token


def spread(context: Context, use: Use, origin: Origin, form: Form, end: int) -> bool:
    """Write a use over several lines, if it stands so; return whether it did.

    :param end: where what stays of the chain ends.
    """
    module = use.module
    start, outer = module.start(use.node), module.end(use.node)
    if not _is_spread(module, use, start, end) or "#" in _between(module, origin) + module.text[end:outer]:
        return False
    around = _parentheses(module, start, outer)
    indent = module.text[module.file.line_starts[module.file.line_of(start) - 1] : start]
    unit, newline = blocks.unit(module, use.node), module.file.newline
    wraps = bool(form.after) and around is None
    openers = ["(", *form.openers] if wraps else list(form.openers)
    if wraps:
        context.open(module, use.node, f"({newline}{indent}{unit}await ", RULE)
    else:
        context.open(module, use.node, "await ", RULE)
    depth = int(wraps)
    text = "."
    for opener in form.openers:
        depth += 1
        text += f"{opener}{newline}{indent}{unit * depth}"
    lead(context, origin, text + form.head)
    for position in _lines(module, begun(origin), end):
        context.insert(module, position, unit * depth, RULE)
    closing = f"{newline}{indent}{unit * depth}{form.tail}" if form.tail else ""
    for level in range(len(openers) - 1, -1, -1):
        closing += f"{newline}{indent}{unit * level})"
    if form.after and around is not None:
        context.insert(module, around.end, form.after, RULE)
    elif form.after:
        closing += form.after
    if end == outer:
        context.close(module, use.node, closing, RULE)
    else:
        context.replace(module, end, outer, closing, RULE)
    return True


def _is_spread(module: Module, use: Use, start: int, end: int) -> bool:
    """Whether the use begins its line, and the calls of its chain begin theirs."""
    line = module.file.line_starts[module.file.line_of(start) - 1]
    if module.text[line:start].strip() or not _is_enclosed(module, start):
        return False
    _, calls = chain(use)
    return any(_begins_line(module, call) for call in calls if module.end(call) <= end)


def _begins_line(module: Module, call: ast.Call) -> bool:
    assert isinstance(call.func, ast.Attribute)
    gap = module.text[module.end(call.func.value) : module.end(call.func)]
    return "\n" in gap and "\\" not in gap


def _is_enclosed(module: Module, start: int) -> bool:
    before = _before(module, start)
    return bool(before) and before[-1].text in {"(", "[", "{", ",", "=", ":"} | {
        "in",
        "and",
        "or",
        "not",
        "if",
        "else",
        "*",
    }


def _parentheses(module: Module, start: int, end: int) -> Token | None:
    """Return the closing one of the parentheses that hold an expression alone, if they are not a call's."""
    before = _before(module, start)
    after = next((token for token in module.behind(end) if token.text.strip()), None)
    if not before or before[-1].text != "(" or after is None or after.text != ")":
        return None
    if len(before) > 1:
        previous = before[-2]
        if previous.text in {")", "]"} or (previous.type == tokenize.NAME and not keyword.iskeyword(previous.text)):
            return None
    return after


def _before(module: Module, position: int) -> list[Token]:
    return [token for token in module.before(position)[-6:] if token.text.strip()]


def _between(module: Module, origin: Origin) -> str:
    return module.text[module.end(origin.session) : begun(origin)] if isinstance(origin.node, ast.Call) else ""


def begun(origin: Origin) -> int:
    """Return where the word `query` ends."""
    node = origin.node
    return origin.module.end(node.func if isinstance(node, ast.Call) else node)


def _lines(module: Module, start: int, end: int) -> Iterator[int]:
    """Yield where the lines of code behind `start` begin, up to `end`: not blank ones, nor those inside of a string."""
    inside = {
        line
        for token in module.between(start, end)
        if token.type == tokenize.STRING or "\n" in token.text.strip()
        for line in range(module.file.line_of(token.start) + 1, module.file.line_of(token.end) + 1)
    }
    for line in range(module.file.line_of(start) + 1, module.file.line_of(end) + 1):
        if line not in inside and module.file.line(line).strip():
            yield module.file.line_starts[line - 1]
