"""Functions that do I/O become `async def`; generator annotations, context managers and special methods follow."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.barriers import ASYNC_SPECIAL
from aiolift.program.values import External, FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

RULE = "async-def"
#: Return annotations of generators, and what they become; a Generator's send and return types have no place there.
_ANNOTATIONS = {
    "typing.Generator": "AsyncGenerator",
    "typing.Iterator": "AsyncIterator",
    "typing.Iterable": "AsyncIterable",
    "typing.ContextManager": "AsyncContextManager",
    "contextlib.AbstractContextManager": "AbstractAsyncContextManager",
}

_BASES = {
    "contextlib.AbstractContextManager": ("contextlib", "AbstractAsyncContextManager"),
    "typing.ContextManager": ("contextlib", "AbstractAsyncContextManager"),
    "contextlib.ContextDecorator": ("contextlib", "AsyncContextDecorator"),
    "typing.Iterator": ("collections.abc", "AsyncIterator"),
    "typing.Iterable": ("collections.abc", "AsyncIterable"),
}


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a definition follows its body."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Write `async def` for every coloured function, and the types of what is iterated."""
    for function in context.colour.causes:
        node = function.node
        if not isinstance(node, ast.FunctionDef):  # async already, a lambda, or a main block
            continue
        module = function.module
        if not function.is_declaration:  # without a yield `async def` gives a coroutine, and no generator
            context.insert(module, module.start(node), "async ", RULE, f"{function.qualname} does I/O")
        if function.name in ASYNC_SPECIAL:
            _rename(context, function, node)
        if function.is_generator and node.returns is not None:
            generator_type(context, module, node.returns)
        for parameter in function.parameters:
            if parameter.annotation is not None and context.colour.consumes(parameter):
                generator_type(context, module, parameter.annotation)
        _decorators(context, function, node)

    for function in context.model.entered.giving:
        if isinstance(function.node, ast.FunctionDef) and function.node.returns is not None:
            generator_type(context, function.module, function.node.returns)
    _bases(context)
    for site in context.model.sites:
        func = site.node.func
        if "contextlib.contextmanager" in site.externals and site.node not in context.kept_sync:
            _called_decorator(context, site)
        if isinstance(func, ast.Attribute) and func.attr in ASYNC_SPECIAL and context.colour.awaited(site):
            end = site.module.end(func)
            context.replace(site.module, end - len(func.attr), end, ASYNC_SPECIAL[func.attr], RULE)


def _bases(context: Context) -> None:
    """A class whose special methods became async derives from the async form of the standard library's class."""
    for cls in context.model.program.classes:
        relatives = [*cls.mro(), *cls.descendants()]
        if not any(
            context.colour.changes(relative.methods.get(name)) for relative in relatives for name in ASYNC_SPECIAL
        ):
            continue
        for base in cls.node.bases:  # type: ignore[attr-defined]
            named = base.value if isinstance(base, ast.Subscript) else base
            for value in context.model.values(named):
                if isinstance(value, External) and value.name in _BASES:
                    source, name = _BASES[value.name]
                    context.rename(cls.module, named, context.imported_from(cls.module, named) or source, name, RULE)


def _rename(context: Context, function: Function, node: ast.FunctionDef) -> None:
    module = function.module
    start = module.text.index(node.name, module.start(node) + len("def"))
    context.replace(module, start, start + len(node.name), ASYNC_SPECIAL[node.name], RULE)


def generator_type(context: Context, module: Module, returns: ast.expr) -> None:
    """Write the async form of what a generator function, or one that gives a context manager, says that it returns."""
    named = returns.value if isinstance(returns, ast.Subscript) else returns
    for value in context.model.values(named):
        if not isinstance(value, External) or value.name not in _ANNOTATIONS:
            continue
        wanted = _ANNOTATIONS[value.name]
        if (
            isinstance(returns, ast.Subscript)
            and value.name == "typing.Generator"
            and isinstance(returns.slice, ast.Tuple)
        ):
            parts = returns.slice.elts
            if len(parts) == 3:
                context.replace(module, module.end(parts[1]), module.end(parts[2]), "", RULE)
                for gone in ast.walk(parts[2]):
                    if isinstance(gone, ast.Name):
                        context.imports(module).replaced(gone)
        context.rename(module, named, context.imported_from(module, named) or "collections.abc", wanted, RULE)


def _decorators(context: Context, function: Function, node: ast.FunctionDef) -> None:
    for decorator in node.decorator_list:
        for value in context.model.values(decorator):
            if isinstance(value, External) and value.name == "contextlib.contextmanager":
                context.rename(function.module, decorator, "contextlib", "asynccontextmanager", RULE)


def _called_decorator(context: Context, site: Site) -> None:
    """`contextmanager(get_db)()` is written with the async form where the generator is async now."""
    for value in context.model.values(site.node.args[0]) if site.node.args else ():
        if isinstance(value, FunctionValue) and context.colour.changes(value.function):
            context.rename(site.module, site.node.func, "contextlib", "asynccontextmanager", RULE)
            return
