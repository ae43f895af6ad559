"""A coroutine runs what stays on the sync engine without calling it by name: a property, or `len(x)` for `x.__len__`.

Where a call can say so it goes to a thread: `await asyncio.to_thread(getattr, report, "total")`. Operators, formatted
text and conditions are left, with a note.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate.entries.offload import to_thread
from aiolift.program import edits
from aiolift.program.entities import Class
from aiolift.program.fixtures import is_test_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

_BUILTINS = {f"builtins.{name}": f"__{name}__" for name in ("len", "str", "repr", "bool", "int", "float", "bytes")}


def rewrite(context: Context, blocking: set[Function], rule: str, why: str) -> None:
    """Move reads of `blocking` functions out of the event loop.

    :param blocking: the functions that stay sync and wait for the database.
    """
    for function in blocking:
        for module, read in context.model.properties.reads.get(function, ()):
            if _runs_here(context, module, read) and not _note(context, module, read, read.value, function):
                _get(context, module, read, rule, why)
    specials = {function for function in blocking if function.owner is not None and function.name.startswith("__")}
    if specials:
        _special_methods(context, specials, rule, why)


def _special_methods(context: Context, specials: set[Function], rule: str, why: str) -> None:
    called = set()
    for site in context.model.naming(_BUILTINS):
        names = {_BUILTINS[name] for name in site.externals if name in _BUILTINS}
        found = _special(context, site.node.args[0], names, specials) if len(site.node.args) == 1 else None
        if found is not None and _runs_here(context, site.module, site.node):
            called.add(site.node.args[0])
            if not _note(context, site.module, site.node, site.node.args[0], found):
                to_thread(context, site.module, site.node, rule, why)
    for module in context.model.program.modules:
        for node in module.nodes(*_OPERATING):
            for part, names in _operated(node):
                found = _special(context, part, names, specials) if part not in called else None
                if found is not None and _runs_here(context, module, part):
                    context.note(f"{found.name}() waits for the database in the event loop here", module, part)


def _runs_here(context: Context, module: Module, node: ast.AST) -> bool:
    function = context.model.function(module, node)
    taken = node in context.owners or context.is_awaited(node)
    return context.colour.changes(function) and not is_test_module(module) and not taken


def _note(context: Context, module: Module, node: ast.expr, owner: ast.expr, function: Function) -> bool:
    """Leave a read of an object that belongs to a session, which no other thread may use."""
    if not context.model.mapping.holds(owner) or function in context.colour.islands:
        return False
    what = f"{function.name} waits for the database in the event loop, and its object belongs to a session"
    context.note(f"{what}: read it before, or load what it needs with the object", module, node)
    return True


def _get(context: Context, module: Module, node: ast.Attribute, rule: str, why: str) -> None:
    context.await_(module, node, rule, why)
    name = f"{context.imports(module).need_module('asyncio')}.to_thread(getattr, "
    context.edits[module].append(edits.opening(module.start(node), module.end(node), name, rule, why))
    around = next((outer for outer in module.ancestors(node) if isinstance(outer, ast.JoinedStr)), None)
    quote = "'" if around is not None and '"' in module.segment(around)[:3] else '"'
    text = f", {quote}{node.attr}{quote})"
    context.replace(module, module.end(node.value), module.end(node), text, rule, why)


def _special(context: Context, node: ast.expr, names: set[str], specials: set[Function]) -> Function | None:
    """Return the special method of one of some names that an object of the program has, if it is among `specials`."""
    for value in context.model.instances(node):
        for cls in value.cls.mro() if isinstance(value.cls, Class) else ():
            for name in names & cls.methods.keys():
                if cls.methods[name] in specials:
                    return cls.methods[name]
    return None


_OPERATING = (ast.If, ast.While, ast.IfExp, ast.BoolOp, ast.UnaryOp, ast.Compare, ast.FormattedValue, ast.Subscript)
_TRUTH = {"__bool__", "__len__"}


def _operated(node: ast.AST) -> Iterator[tuple[ast.expr, set[str]]]:
    """Yield the operands of a node, each with the special methods that it may call of it."""
    match node:
        case ast.If(test=part) | ast.While(test=part) | ast.IfExp(test=part) | ast.UnaryOp(op=ast.Not(), operand=part):
            yield part, _TRUTH
        case ast.BoolOp(values=parts):
            yield from ((part, _TRUTH) for part in parts)
        case ast.Compare(comparators=[right], ops=[ast.In() | ast.NotIn()]):
            yield right, {"__contains__"}
        case ast.Compare(left=left):
            yield left, {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"}
        case ast.FormattedValue(value=part):
            yield part, {"__str__", "__format__"}
        case ast.Subscript(value=part):
            yield part, {"__getitem__", "__setitem__"}
