"""Async generators are consumed with `async for`; generator expressions that await become lists."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate.rewrite import unclosed
from aiolift.program.entities import FunctionNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Comprehension
    from aiolift.program.source import Module

RULE = "async-for"
_AWAIT_FIRST = "anext"
_LOOPS = (ast.For, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Expr)


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a loop is async because of what it consumes."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Consume async generators, then make lists of the generator expressions that await."""
    for module in context.model.program.modules:
        for node in module.nodes(*_LOOPS):
            match node:
                case ast.For() if _consumes(context, module, node.iter):
                    context.insert(module, module.start(node), "async ", RULE, "the generator is async now")
                case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                    _comprehension(context, module, node)
                case ast.Expr(value=ast.YieldFrom() as inner) if context.colour.changes(
                    context.model.function(module, node)
                ):
                    _yield_from(context, module, node, inner)
    for site in context.model.sites:
        _argument(context, site)
        _method(context, site)
    for module in context.modules:
        for node in module.nodes(ast.GeneratorExp):
            if _awaits(context, module, node):
                match module.parents[node]:
                    case ast.For(iter=iterated) as loop if iterated is node:
                        context.insert(module, module.start(loop), "async ", RULE, "its items are awaited")
                    case ast.YieldFrom():
                        continue  # a loop consumes it one by one
                    case _:
                        _listed(context, module, node)


def _consumes(context: Context, module: Module, node: ast.expr) -> bool:
    """Whether an async generator is consumed, where an await can stand."""
    function = context.model.function(module, node)
    if function is not None and isinstance(function.node, ast.Lambda):
        return False  # a lambda can give a coroutine away, not await
    return context.colour.consumes(node) and context.can_await(function)


def _comprehension(context: Context, module: Module, node: Comprehension) -> None:
    for generator in node.generators:
        if _consumes(context, module, generator.iter):
            before = [
                token
                for token in module.between(module.start(node), module.start(generator.target))
                if token.text == "for"
            ]
            context.insert(module, before[-1].start, "async ", RULE, "the generator is async now")


def _yield_from(context: Context, module: Module, statement: ast.Expr, node: ast.YieldFrom) -> None:
    """`yield from` has no async form: a loop that yields."""
    awaits = isinstance(node.value, ast.GeneratorExp) and _awaits(context, module, node.value)
    word = "async for" if awaits or context.colour.consumes(node.value) else "for"
    context.replace(
        module, module.start(statement), module.start(node.value), f"{word} item in ", RULE, "no async yield from"
    )
    indent = module.indent(statement)
    unit = "\t" if indent.startswith("\t") else "    "
    context.insert(module, module.end(statement), f":{module.file.newline}{indent}{unit}yield item", RULE)


def _argument(context: Context, site: Site) -> None:
    """A call outside of the program takes an async generator: `list(f())`, `next(f())`, `writer.writerows(f())`."""
    module, node = site.module, site.node
    if site.targets or not site.externals or not context.can_await(site.function):
        return
    for argument in node.args:
        inner = argument.value if isinstance(argument, ast.Starred) else argument
        if not context.colour.consumes(inner) or isinstance(inner, ast.GeneratorExp):
            continue
        name = site.externals[0]
        if name == "builtins.next":
            if unclosed.is_entered(context, module, node) or unclosed.is_handed_out(context, module, node):
                continue
            context.replace_node(module, node.func, _AWAIT_FIRST, RULE, "the generator is async now")
            _end(context, module, node)
            context.await_(module, node, RULE)
        elif name in {"builtins.list", "builtins.set"} and len(node.args) == 1:
            opening, closing = "[]" if name == "builtins.list" else "{}"
            context.replace(module, module.start(node), module.start(inner), f"{opening}item async for item in ", RULE)
            context.replace(module, module.end(inner), module.end(node), closing, RULE)
        elif name.startswith(("contextlib.", "fastapi.", "starlette.")):
            continue
        else:
            context.wrap(module, inner, "[item async for item in ", "]", RULE, "only async code can consume it")


def _end(context: Context, module: Module, node: ast.Call) -> None:
    """Around `anext` the end is `StopAsyncIteration`, in an `except` or in `pytest.raises`."""
    for outer in module.ancestors(node):
        if isinstance(outer, FunctionNode):
            return
        caught: list[ast.expr] = []
        if isinstance(outer, ast.Try):
            caught = [handler.type for handler in outer.handlers if handler.type is not None]
        elif isinstance(outer, ast.With):
            caught = [item.context_expr for item in outer.items]
        names = [part for one in caught for part in ast.walk(one) if isinstance(part, ast.Name)]
        for name in names:
            if name.id == "StopIteration" and not context.is_replaced(module, module.start(name)):
                context.replace_node(module, name, "StopAsyncIteration", RULE, "an async generator ends with it")


def _method(context: Context, site: Site) -> None:
    """`generator.close()` and its like have async forms with an `a` in front."""
    module, node = site.module, site.node
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in {"close", "send", "throw"}:
        return
    if context.colour.consumes(node.func.value) and context.can_await(site.function):
        position = module.end(node.func) - len(node.func.attr)
        context.insert(module, position, "a", RULE, "the generator is async now")
        context.await_(module, node, RULE)


def _awaits(context: Context, module: Module, node: ast.GeneratorExp) -> bool:
    """Whether evaluating an element of a generator expression awaits something."""
    parts: list[ast.AST] = [node.elt, *(condition for generator in node.generators for condition in generator.ifs)]
    parts += [generator.iter for generator in node.generators[1:]]
    found = any(context.is_awaited(inner) for part in parts for inner in _own(part))
    return found or any(_consumes(context, module, generator.iter) for generator in node.generators)


def _own(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.Lambda | ast.GeneratorExp):
            yield from _own(child)


def _listed(context: Context, module: Module, node: ast.GeneratorExp) -> None:
    call = module.parents.get(node)
    start, end = module.start(node), module.end(node)
    why = "a generator expression that awaits can only be consumed by async code; every element is evaluated now"
    if isinstance(call, ast.Call) and call.args == [node] and not call.keywords and end == module.end(call):
        context.replace(module, start, start + 1, "([", RULE, why)  # before what is inserted at its first element
        context.insert(module, end - 1, "]", RULE, why)
    else:
        context.replace(module, start, start + 1, "[", RULE, why)
        context.replace(module, end - 1, end, "]", RULE, why)
