"""Tables that a test module creates when it is imported: an autouse fixture awaits that, in the tests' event loop.

A database in memory leaves no other way: a sync engine beside the async one would not see the same tables.
"""

from __future__ import annotations

import ast
from itertools import groupby
from typing import TYPE_CHECKING

from aiolift.analysis.engines.schema_calls import bind_of
from aiolift.knowledge.database import ENGINE
from aiolift.knowledge.test_hooks import UNITTEST
from aiolift.migrate import blocks
from aiolift.migrate.bridges.globals import Globals
from aiolift.migrate.bridges.settle import TABLES as RULE
from aiolift.migrate.colour import Seed
from aiolift.migrate.rewrite import schema
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
    end = schema.put_in_transactions(context, module, group, lines, "    ")
    blocks.apart(context, module, group[0], group[-1], RULE)
    text = newline.join(lines)
    context.replace(module, module.start(group[0]), end, text, RULE, _WHY)


def _name(context: Context, module: Module, node: ast.AST) -> str:
    """Return a name that neither the module nor another fixture has."""
    taken = {*context.names[module], *context.model.program.fixtures}
    wanted = ("tables", "create_tables", *(f"create_tables_{number}" for number in range(2, 100)))
    name = blocks.unused_name(context, module, node, *(name for name in wanted if name not in taken))
    context.names[module].add(name)
    return name
