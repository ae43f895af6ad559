"""Whether the code that a test reaches reads a name in its sync form or in its async one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import ASYNC_NAMES
from aiolift.migrate.bridges.references import place
from aiolift.migrate.bridges.side import outermost
from aiolift.migrate.bridges.units import unit_of
from aiolift.program.entities import Function, FunctionNode
from aiolift.program.fixtures import is_test
from aiolift.program.values import ClassValue, External, FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.testing.stand_ins import Patch
    from aiolift.migrate.bridges.name_origins import Binding
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Class
    from aiolift.program.source import Module
    from aiolift.program.values import Value

    Reference = tuple[Module, ast.Name | ast.Attribute, Binding]

#: A function, and whether its sync form is meant.
Form = tuple[Function, bool]


def forms(context: Context, patch: Patch) -> set[bool]:
    """Return in which forms the code that a test reaches reads what a patch replaces: sync is True.

    Where it reaches none of the readers that can be seen, all count. It is empty where no form matters.
    """
    side = context.bridges.side
    if not side.units:
        return set()
    name, reads = patch.name, []
    for value in patch.replaced:
        if isinstance(value, External) and value.name in ASYNC_NAMES:
            reads += [read for home in patch.homes[:1] for read in _calls(context, home, name, value)]
        elif isinstance(value, FunctionValue) and side.keeps(value.function):
            return {True}
        elif isinstance(value, FunctionValue | ClassValue):
            reads += [(module, node) for module, node, _ in copied(context, patch, _thing(value))]
    readers = {form for module, node in reads for form in _forms(context, module, node)}
    test = _covered(context, patch.site.module, patch.site.node) if readers else None
    reached = readers & _reached(context, test) if test is not None and is_test(test) else set()
    return {is_sync for _, is_sync in reached or readers}


def copied(context: Context, patch: Patch, thing: Function | Class) -> list[Reference]:
    """Return where the name that a patch replaces reads a function or class that has a sync copy."""
    if thing not in context.bridges.side.copies:
        return []
    places = {(home, patch.name) for home in patch.homes}
    return [
        (module, node, binding)
        for module, node, binding in context.bridges.origins.references.get(thing, ())
        if place(thing.module, thing.name, binding) in places
    ]


def _thing(value: FunctionValue | ClassValue) -> Function | Class:
    return value.function if isinstance(value, FunctionValue) else value.cls


def _calls(context: Context, home: Module, name: str, value: Value) -> Iterator[tuple[Module, ast.AST]]:
    """Yield where a module calls something external by a name."""
    for node in home.nodes(ast.Call):
        func = node.func if isinstance(node, ast.Call) else node
        if isinstance(func, ast.Name) and func.id == name and value in context.model.values(func):
            yield home, func


def _covered(context: Context, module: Module, node: ast.Call) -> Function | None:
    """Return the function in which a patch holds: that which it decorates, or that which it stands in."""
    statement = module.statement(node)
    if isinstance(statement, FunctionNode) and node in statement.decorator_list:
        found = context.model.program.scopes[statement]
        return found if isinstance(found, Function) else None
    return context.model.function(module, node)


def _forms(context: Context, module: Module, node: ast.AST) -> Iterator[Form]:
    side, unit = context.bridges.side, unit_of(context.model, module, node)
    if not isinstance(unit, Function):
        return  # a module's own code has run before
    kept = side.keeps(unit) or node in context.kept_sync
    if kept or side.uses(unit):
        yield unit, True
    if not kept:
        yield unit, False


def _reached(context: Context, test: Function) -> set[Form]:
    """Return the functions that a test calls, or hands to something, and those that they do."""
    side = context.bridges.side
    seen: set[Form] = set()
    waiting: list[Form] = [(test, side.keeps(test))]
    while waiting:
        form = waiting.pop()
        if form in seen:
            continue
        seen.add(form)
        function, is_sync = form
        for site in context.model.calls_in.get(function, ()):
            given = [*site.node.args, *(keyword.value for keyword in site.node.keywords)]
            handed = [value for part in given for value in context.model.values(part)]
            targets = {*site.targets, *(value.function for value in handed if isinstance(value, FunctionValue))}
            for target in targets:
                copied = outermost(target) in side.copies
                waiting.append((target, side.keeps(target) or (is_sync and copied)))
    return seen
