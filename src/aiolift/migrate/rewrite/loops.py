"""Async generators are consumed with `async for`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate.colour import UNPACKING, Kind, consumed, unpacked
from aiolift.migrate.rewrite import applications, item_loops, readings, unclosed
from aiolift.program.entities import FunctionNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "async-for"
SHORT_CIRCUIT = "short-circuit"
_NOT_KNOWN = "What takes this async generator is not known; it may read it as a plain one."
_TAKES = ("contextlib.", "fastapi.", "starlette.")
NEXT = "builtins.next"
_ITER = "builtins.iter"
_AWAIT_FIRST = "anext"
_EACH = "[item async for item in "
#: What binds less than the `in` of a comprehension.
_LOOSE = (ast.IfExp, ast.Lambda)
_PLAIN = frozenset({"builtins.dict", "builtins.list", "builtins.set", "builtins.tuple"})
#: How `any` and `all` ask whether an item ends them, what they give then, and what without such an item.
ENDS = {"builtins.any": ("", "True", "False"), "builtins.all": ("not ", "False", "True")}


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a loop is async because of what it consumes."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Consume async generators."""
    for module in context.model.program.modules:
        for node in module.nodes(ast.For, ast.comprehension, ast.Call, *UNPACKING):
            read(context, module, node)
            _checked(context, module, node)


def _checked(context: Context, module: Module, node: ast.AST) -> None:
    """Mark what reads an async generator and has no async form for it."""
    if isinstance(node, ast.Call) and ((site := context.model.site(node)) is None or site.targets):
        return  # what is called is the reader
    for part in consumed(node):
        if isinstance(part, ast.GeneratorExp) or not consumes(context, module, part):
            continue
        if any(instance.cls in _PLAIN for instance in context.model.instances(part)):
            context.mark(module, node, "AL929")
        elif isinstance(node, ast.Call) and _is_unknown(context, node) and _is_generator(context, part):
            context.mark(module, node, "AL929", _NOT_KNOWN)


def _is_unknown(context: Context, node: ast.Call) -> bool:
    site = context.model.site(node)
    return site is not None and not site.externals and not context.model.values(node.func)


def _is_generator(context: Context, node: ast.expr) -> bool:
    """Whether something is a generator that became async, and not only a context manager."""
    return any(context.colour.kind(origin) is Kind.GENERATOR for origin in context.model.origins(node))


def read(context: Context, module: Module, node: ast.AST) -> None:
    """Write what reads an async generator, where a node does."""
    match node:
        case ast.For() if consumes(context, module, node.iter):
            context.insert(module, module.start(node), "async ", RULE, "the generator is async now")
        case ast.comprehension() if consumes(context, module, node.iter):
            start = for_of(module, module.parents[node], node)
            context.insert(module, start, "async ", RULE, "the generator is async now")
        case ast.Call() if (site := context.model.site(node)) is not None:
            _argument(context, site)
            _method(context, site)
        case _:
            for inner in unpacked(node):
                if consumes(context, module, inner) and not item_loops.filled(context, module, inner):
                    _wrap(context, module, inner, _EACH, "]", RULE, "only async code can unpack the generator")


def consumes(context: Context, module: Module, node: ast.expr) -> bool:
    """Whether an async generator is consumed, where an await can stand."""
    if not context.consumes(node):
        return False
    function = context.model.function(module, node)
    if function is not None and isinstance(function.node, ast.Lambda):
        return False  # a lambda can give a coroutine away, not await
    return context.can_await(function)


def for_of(module: Module, node: ast.AST, generator: ast.comprehension) -> int:
    """Return where the `for` of a part of a comprehension stands."""
    before = module.between(module.start(node), module.start(generator.target))
    return [token for token in before if token.text == "for"][-1].start


def _argument(context: Context, site: Site) -> None:
    """A call outside of the program takes an async generator: `list(f())`, `next(f())`, `writer.writerows(f())`."""
    module, node = site.module, site.node
    if site.targets or not site.externals or not context.can_await(site.function):
        return
    if applications.applied(context, site) is not None:
        return  # it becomes a comprehension
    for argument in node.args:
        if not context.consumes(argument) or isinstance(argument, ast.GeneratorExp | ast.Starred):
            continue
        name = site.externals[0]
        if name == NEXT:
            if unclosed.is_entered(context, module, node) or unclosed.is_handed_out(context, module, node):
                continue
            context.replace_node(module, node.func, _AWAIT_FIRST, RULE, "the generator is async now")
            ends_async(context, module, node)
            context.await_(module, node, RULE)
        elif name in ENDS and len(node.args) == 1:
            negation, found, otherwise = ENDS[name]
            context.replace_node(module, node.func, _AWAIT_FIRST, SHORT_CIRCUIT, "the generator is async now")
            before, behind = f"({found} async for item in ", f" if {negation}item), {otherwise}"
            _wrap(context, module, argument, before, behind, SHORT_CIRCUIT)
            context.await_(module, node, SHORT_CIRCUIT)
        elif name in {"builtins.list", "builtins.set"} and len(node.args) == 1:
            opening, closing = "[]" if name == "builtins.list" else "{}"
            before = f"{opening}item async for item in "
            if isinstance(argument, _LOOSE):
                before, closing = f"{before}(", f"){closing}"
            context.replace(module, module.start(node), module.start(argument), before, RULE)
            context.replace(module, module.end(argument), module.end(node), closing, RULE)
        elif name == _ITER and len(node.args) == 1:
            context.replace_node(module, node.func, "aiter", RULE, "the generator is async now")
        elif name.startswith(_TAKES) or item_loops.looped(context, module, argument):
            continue
        elif readings.told(context, module, argument):
            _wrap(context, module, argument, _EACH, "]", RULE, "only async code can consume it")


def _wrap(context: Context, module: Module, node: ast.expr, before: str, behind: str, rule: str, why: str = "") -> None:
    """Make an expression what a comprehension goes over, in parentheses where it could not stand there without."""
    if isinstance(node, _LOOSE):
        before, behind = f"{before}(", f"){behind}"
    context.wrap(module, node, before, behind, rule, why)


def ends_async(context: Context, module: Module, node: ast.Call) -> None:
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
    if context.consumes(node.func.value) and context.can_await(site.function):
        position = module.end(node.func) - len(node.func.attr)
        context.insert(module, position, "a", RULE, "the generator is async now")
        ends_async(context, module, node)
        context.await_(module, node, RULE)
