"""A sync copy of a function or class stands below the original, which async code uses."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate import blocks
from aiolift.migrate.bridges.references import redirect, redirected
from aiolift.migrate.bridges.units import unit_of
from aiolift.program.entities import Class

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiolift.migrate.bridges.names import Names
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module


def write(context: Context, twins: Names, rule: str, comment: str) -> None:
    """Write the copies, and use them in the code that stays sync."""
    side, origins = context.bridges.side, context.bridges.origins
    for thing in sorted(side.copies, key=str):
        for module, node, binding in origins.references.get(thing, ()):
            if side.keeps(unit_of(context.model, module, node)):
                redirect(context, module, node, binding, twins.copies[thing], rule)
        _copy(context, thing, twins, rule, comment)


def copied(module: Module, start: int, end: int, replaced: Mapping[tuple[int, int], str]) -> str:
    """Return a span of the text with some spans inside of it replaced."""
    text = module.text[start:end]
    for (first, last), new in sorted(replaced.items(), reverse=True):
        text = text[: first - start] + new + text[last - start :]
    return text


def _copy(context: Context, thing: Function | Class, twins: Names, rule: str, comment: str) -> None:
    module, node = thing.module, thing.node
    assert isinstance(node, ast.FunctionDef | ast.ClassDef)
    left_out = _left_out(context, thing)
    inside = [inner for inner in ast.walk(node) if not any(_is_within(module, inner, part) for part in left_out)]
    replaced = {_lines(module, part): "" for part in left_out}
    name = module.text.index(node.name, module.start(node))
    replaced[name, name + len(node.name)] = twins.copies[thing]
    for made, twin in twins.globals.items():
        for where, read, binding in made.references:
            if where is module and read in inside:
                replaced |= redirected(context, module, read, binding, twin)
    for other, twin in twins.copies.items():
        for where, read, binding in context.bridges.origins.references.get(other, ()):
            if where is module and read in inside:
                replaced |= redirected(context, module, read, binding, twin)
    for inner in inside:
        if isinstance(inner, ast.Name):
            context.imports(module).keep(inner.id)
    newline, indent = module.file.newline, module.indent(node)
    start = module.file.line_starts[module.first_line(node) - 1]
    text = copied(module, start, module.end(node), replaced).rstrip()
    position = blocks.line_end(module, node)
    between = newline * (3 if not indent else 2)
    context.insert(module, position, f"{between}{indent}{comment}{newline}{text}", rule, "a sync copy stays")


def _left_out(context: Context, thing: Function | Class) -> list[ast.stmt]:
    """Return the methods of a class that do I/O and that no sync code calls."""
    if not isinstance(thing, Class):
        return []
    units = context.bridges.side.units
    return [
        method.node
        for method in thing.methods.values()
        if method in context.colour and method not in units and isinstance(method.node, ast.stmt)
    ]


def _is_within(module: Module, node: ast.AST, outer: ast.stmt) -> bool:
    return node is outer or outer in module.ancestors(node)


def _lines(module: Module, statement: ast.stmt) -> tuple[int, int]:
    """Return the span of a method's lines, with the empty lines below it."""
    starts = module.file.line_starts
    last = statement.end_lineno or statement.lineno
    while last < len(starts) and not module.file.line(last + 1).strip():
        last += 1
    return starts[module.first_line(statement) - 1], starts[last] if last < len(starts) else len(module.text)
