"""A sync twin stands behind an engine, session factory, function or class, for the code that cannot await."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate import blocks
from aiolift.migrate.bridges import copies, rebound
from aiolift.migrate.bridges.names import names
from aiolift.migrate.bridges.references import redirect
from aiolift.migrate.bridges.sync_drivers import ENGINE, is_text, own_engines, same_url, sync_url, url_of
from aiolift.migrate.bridges.units import unit_of
from aiolift.program.entities import Function

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.bridges.globals import Global, Making
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "sync-twin"
COMMENT = "# for code that cannot await"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: the places are found when colours are settled."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Make the twins, and read them in the code that stays sync."""
    side = context.bridges.side
    twins = names(context)
    remade = _remade(context)
    for made in sorted(context.bridges.twins, key=lambda made: (made.module.file.name, made.name)):
        for making in made.makings:
            _make(context, made, making, twins.globals)
        for module, node, binding in made.references:
            if side.keeps(unit_of(context.model, module, node)):
                redirect(context, module, node, binding, twins.globals[made], RULE)
    copies.write(context, twins, RULE, COMMENT)
    rebound.rewrite(context, twins, RULE)
    for unit in side.units:
        if side.keeps(unit):
            module = unit.module if isinstance(unit, Function) else _module(context, unit)
            kept = unit.node if isinstance(unit, Function) else unit
            context.kept_sync.update(set(_kept(context, kept)) - remade)
            own_engines(context, module, kept, RULE)
    for made in (made for made in side.globals if made not in context.bridges.twins):
        for making in made.makings:
            context.kept_sync.update(ast.walk(making.statement))
            own_engines(context, made.module, making.statement, RULE)
            for read, inner in context.bridges.globals.within(making.value):
                if inner in twins.globals and isinstance(read, ast.Name | ast.Attribute):
                    binding = next(binding for _, node, binding in inner.references if node is read)
                    redirect(context, made.module, read, binding, twins.globals[inner], RULE)


def _remade(context: Context) -> set[ast.AST]:
    """Return what makes the engines that have a twin: it becomes async, be it in a loop that stays sync."""
    return {node for made in context.bridges.twins for making in made.makings for node in ast.walk(making.statement)}


def _kept(context: Context, node: ast.AST) -> Iterator[ast.AST]:
    """Yield a unit that stays sync and all inside of it, but for the functions in it that become async."""
    yield node
    for inner in ast.iter_child_nodes(node):
        scope = context.model.program.scopes.get(inner)
        if not (isinstance(scope, Function) and context.colour.changes(scope)):
            yield from _kept(context, inner)


def _module(context: Context, statement: ast.stmt) -> Module:
    return next(module for module in context.model.program.modules if statement in module.parents)


def _make(context: Context, made: Global, making: Making, twins: dict[Global, str]) -> None:
    """Write an assignment once more, with the sync URL and the twins of what it reads."""
    module, call = made.module, making.value
    assert isinstance(call, ast.Call)
    replaced = {
        (module.start(node), module.end(node)): twins[inner]
        for node, inner in context.bridges.globals.within(call)
        if inner in twins
    }
    if making.maker == ENGINE:
        context.keeps_sync_driver = True
        url = url_of(call)
        if url is not None and not is_text(url) and not same_url(context):
            replaced[module.start(url), module.end(url)] = sync_url(context, made.name)
    if isinstance(call.func, ast.Name):
        statement = context.import_of(module, call.func)
        if statement is not None and statement.module and not statement.level:
            original = next(alias.name for alias in statement.names if (alias.asname or alias.name) == call.func.id)
            context.imports(module).need(statement.module, original)
    text = f"{twins[made]} = {copies.copied(module, module.start(call), module.end(call), replaced)}"
    newline, indent = module.file.newline, module.indent(making.statement)
    lines = [text]
    if making.maker == ENGINE:  # a factory stands below its engine
        lines = [COMMENT, text] if "\n" in text else [f"{text}  {COMMENT}"]
    position = blocks.line_end(module, making.statement)
    context.insert(module, position, "".join(f"{newline}{indent}{line}" for line in lines), RULE, "a sync engine stays")
