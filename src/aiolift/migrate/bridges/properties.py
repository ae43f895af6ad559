"""A property that does I/O becomes an async property: `await profile.story_count`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.properties import CACHED_PROPERTY, PROPERTIES
from aiolift.migrate import blocks
from aiolift.migrate.bridges.plain import is_plain
from aiolift.migrate.bridges.units import own
from aiolift.program.entities import Class
from aiolift.program.values import NOTHING, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

RULE = "async-property"


def can_be_async(model: Model, function: Function) -> bool:
    """Whether every read of a property is known, so that each can be awaited."""
    found = model.properties
    if function.name in found.unknown or function.name in found.changed:
        return False
    family = model.family(function)
    if function.name in found.called and any(_may_be_called(model, relative) for relative in family):
        return False
    return all(map(_is_simple, family))


def _may_be_called(model: Model, function: Function) -> bool:
    """Whether what a property gives can be called, or is not known."""
    values = model.flow.places.get((function, "return"), NOTHING)
    return not values or not all(
        isinstance(value, Instance)
        and isinstance(value.cls, Class)
        and not model.flow.member(value.cls, "__call__", value)
        for value in values
    )


def _is_simple(function: Function) -> bool:
    node, owner = function.node, function.owner
    if not isinstance(node, ast.FunctionDef) or owner is None or not is_plain(owner):
        return False
    if len(function.decorators) != 1 or not function.has(*PROPERTIES) or len(node.decorator_list) != 1:
        return False
    if function.has(CACHED_PROPERTY):
        body = _body(node)
        returns = [inner for inner in own(function) if isinstance(inner, ast.Return)]
        last = body[-1] if body else None
        return isinstance(last, ast.Return) and last.value is not None and returns == [last]
    return True


def _body(node: ast.FunctionDef) -> list[ast.stmt]:
    return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a property is async because of its body."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Await each read; keep the value of a cached property in an attribute of its own."""
    for function in context.colour.causes:
        if function.is_async or not function.has(*PROPERTIES):
            continue
        for module, node in context.model.properties.reads.get(function, ()):
            if context.can_await(context.model.function(module, node)):
                context.await_(module, node, RULE, f"{function.name} does I/O")
        if function.has(CACHED_PROPERTY):
            _cache(context, function)
            _keys(context, function)


def _cache(context: Context, function: Function) -> None:
    """`cached_property` would keep the coroutine: the value is kept instead."""
    module, node = function.module, function.node
    assert isinstance(node, ast.FunctionDef)
    decorator, first, last = node.decorator_list[0], _body(node)[0], _body(node)[-1]
    assert isinstance(last, ast.Return)
    context.imports(module).replaced(decorator)
    context.replace_node(module, decorator, "property", RULE, "a coroutine can be awaited once only")
    this, name = node.args.args[0].arg, f"_{function.name}"
    blocks.put_inside(context, module, first, last, f'if "{name}" not in {this}.__dict__', RULE)
    start = module.start(last)
    end = start + len("return")
    space = "" if module.text[end].isspace() else " "
    context.replace(module, start, end, f"{this}.{name} ={space}", RULE)
    position = blocks.line_end(module, last)
    text = f"{module.file.newline}{blocks.indent(module, last)}return {this}.{name}"
    context.insert(module, position, text, RULE)


def _keys(context: Context, function: Function) -> None:
    """`"engine" in self.__dict__` and `del self.__dict__["engine"]` name the attribute that keeps the value now."""
    assert function.owner is not None
    kin = {function.owner, *function.owner.mro(), *function.owner.descendants()}
    for module in context.model.program.modules:
        for node in module.nodes(ast.Attribute) if module.mentions("__dict__") else ():
            if node.attr == "__dict__" and any(one.cls in kin for one in context.model.instances(node.value)):
                key = _key(module.parents[node], module)
                if isinstance(key, ast.Constant) and key.value == function.name:
                    written = module.segment(key).replace(function.name, f"_{function.name}")
                    context.replace_node(module, key, written, RULE, "it is kept under this name")


def _key(parent: ast.AST, module: Module) -> ast.expr | None:
    """Return the key that is looked for in a dictionary, by what the dictionary stands in."""
    match parent:
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()]) | ast.Subscript(slice=key):
            return key
        case ast.Attribute(attr="pop" | "get"):
            called = module.parents[parent]
            return called.args[0] if isinstance(called, ast.Call) and called.args else None
    return None
