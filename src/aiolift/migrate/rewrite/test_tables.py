"""Tables that a test module creates when it is imported: an autouse fixture awaits that, in the tests' event loop.

A database in memory leaves no other way: a sync engine beside the async one would not see the same tables.
"""

from __future__ import annotations

import ast
from itertools import groupby
from typing import TYPE_CHECKING

from aiolift.analysis.schema_calls import bind_of
from aiolift.knowledge.database import ENGINE
from aiolift.knowledge.test_hooks import UNITTEST
from aiolift.migrate import blocks
from aiolift.migrate.bridges.globals import Globals
from aiolift.migrate.bridges.settle import TABLES as RULE
from aiolift.migrate.colour import Seed
from aiolift.migrate.rewrite.schema import run_sync
from aiolift.program.fixtures import has_scope, is_test_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

_WHY = "nothing can be awaited while a module is imported"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the statements of test modules that create or drop tables on an engine."""
    with_cases = {cls.module for cls in model.program.classes if UNITTEST in set(cls.externals())}
    for site in model.sites:
        module, bind = site.module, bind_of(site.node)
        if site.function is not None or site.targets or not isinstance(bind, ast.Name | ast.Attribute):
            continue
        statement = module.parents.get(site.node)
        if not isinstance(statement, ast.Expr) or module.parents[statement] is not module.tree:
            continue
        if module in with_cases and not _in_memory(model, bind):
            continue  # unittest itself runs no fixture, and a sync engine can stay beside the async one
        alone = module.segment(statement) == _code_of_lines(module, statement)
        if alone and model.kinds(bind) == {ENGINE} and is_test_module(module):
            yield Seed(module, site.node, None, RULE)


def _in_memory(model: Model, bind: ast.expr) -> bool:
    made = Globals(model).of(bind)
    return made is not None and made.in_memory


def _code_of_lines(module: Module, statement: ast.stmt) -> str:
    """Return the lines of a statement without the comment behind it."""
    end = module.end(statement)
    rest = module.text[end : blocks.line_end(module, statement)].strip()
    start = module.file.line_starts[statement.lineno - 1]
    return module.text[start:end] + ("" if rest.startswith("#") else rest)


def rewrite(context: Context) -> None:
    """Put the statements that stand together into one fixture."""
    for module in context.model.program.modules:
        wanted = [getattr(statement, "value", None) in context.bridges.tables for statement in module.tree.body]
        for is_ours, together in groupby(zip(wanted, module.tree.body, strict=True), key=lambda pair: pair[0]):
            if is_ours:
                _fixture(context, module, [statement for _, statement in together if isinstance(statement, ast.Expr)])


def _fixture(context: Context, module: Module, group: list[ast.Expr]) -> None:
    newline = module.file.newline
    pytest = context.imports(module).need_module("pytest")
    wide = module.file.name.name == "conftest.py" or any(map(has_scope, context.model.program.functions))
    lines = [
        f'@{pytest}.fixture(scope="{"session" if wide else "module"}", autouse=True)',
        f"async def {_name(context, module, group[0])}():",
    ]
    connection = blocks.unused_name(context, module, group[0], "connection", "conn")
    engine, end = "", module.end(group[0])
    for statement in group:
        call = statement.value
        assert isinstance(call, ast.Call)
        trailing, *between = module.text[end : module.start(statement)].splitlines() or [""]
        lines[-1] += trailing.rstrip() if statement is not group[0] else ""
        bind = bind_of(call)
        assert bind is not None
        if module.segment(bind) != engine:
            engine = module.segment(bind)
            lines.append(f"    async with {engine}.begin() as {connection}:")
        lines += [f"        {line.strip()}" for line in between if line.strip()]
        lines.append(f"        {run_sync(module, call, connection)}")
        end = module.end(statement)
    _apart(context, module, group[0], group[-1])
    text = newline.join(lines)
    context.replace(module, module.start(group[0]), end, text, RULE, _WHY)


def _name(context: Context, module: Module, node: ast.AST) -> str:
    """Return a name that neither the module nor another fixture has."""
    taken = {*context.names[module], *context.model.program.fixtures}
    wanted = ("tables", "create_tables", *(f"create_tables_{number}" for number in range(2, 100)))
    name = blocks.unused_name(context, module, node, *(name for name in wanted if name not in taken))
    context.names[module].add(name)
    return name


def _apart(context: Context, module: Module, first: ast.stmt, last: ast.stmt) -> None:
    """Leave two empty lines above the fixture, and the comment that belongs to it, and below."""
    file = module.file
    top = first.lineno
    while top > 1 and file.line(top - 1).startswith("#"):
        top -= 1
    above = _empty(module, range(top - 1, 0, -1))
    if above is not None:
        context.insert(module, file.line_starts[top - 1], file.newline * (2 - above), RULE)
    bottom = file.line_of(module.end(last))
    below = _empty(module, range(bottom + 1, len(file.line_starts) + 1))
    if below is not None:
        context.insert(module, file.line_starts[bottom], file.newline * (2 - below), RULE)


def _empty(module: Module, lines: range) -> int | None:
    """Return how many empty lines come first, or None where there are two, or nothing but empty lines."""
    for count, line in enumerate(lines):
        if module.file.line(line).strip():
            return count if count < 2 else None
    return None
