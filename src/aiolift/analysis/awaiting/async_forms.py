"""`with`, `for` and `await` over what they cannot work on: sync forms over async objects, and the other way round."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting import generators
from aiolift.analysis.awaiting.generators import Consumer
from aiolift.analysis.model import external_kinds, generator_origins
from aiolift.knowledge.consumers import READS_ALL, READS_SOME
from aiolift.knowledge.coroutines import ASYNC_ENTERED, ASYNC_ITERATED, gives_plain_value
from aiolift.knowledge.database import CONNECTION, SESSIONS
from aiolift.program.entities import Class
from aiolift.program.values import External, FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aiolift.analysis.model import Model
    from aiolift.program.source import Module

#: What is wrong with a call that is awaited and gives nothing awaitable.
NOT_AWAITABLE = "cannot be awaited"
#: What is wrong with a generator expression that awaits, in sync code.
ASYNC_GENERATOR = "only `async for` can consume, as it awaits"
#: What is wrong with an async iterable that is given to what iterates over it in sync code.
CONSUMED = "only an async comprehension can consume"
#: What is wrong with what is given to `closing`, or to the `enter_context` of a stack.
CLOSED = "only `aclosing` can close"
STACKED = "only `enter_async_context` can enter"
_FORMS = (ast.With, ast.AsyncWith, ast.For, ast.AsyncFor, ast.comprehension, ast.Await)
_SYNC_ENTERED = SESSIONS | {CONNECTION}


def find(model: Model) -> Iterator[tuple[Module, ast.expr, str]]:
    """Yield the expressions that a form cannot work on, with what is wrong."""
    for module in model.program.modules:
        for node in module.nodes(*_FORMS):
            match node:
                case ast.With():
                    for item in node.items:
                        if _all(model, item.context_expr, _entered_async):
                            yield module, item.context_expr, "only `async with` can enter"
                case ast.AsyncWith():
                    for item in node.items:
                        if _all(model, item.context_expr, _entered_sync):
                            yield module, item.context_expr, "`async with` cannot enter"
                case ast.For() | ast.comprehension(is_async=0) if _all(model, node.iter, _iterated_async):
                    yield module, node.iter, "only `async for` can consume"
                case ast.AsyncFor() | ast.comprehension(is_async=1) if _all(model, node.iter, _iterated_sync):
                    yield module, node.iter, "`async for` cannot consume"
                case ast.Await(value=ast.Call() as call) if _gives_no_awaitable(model, call):
                    yield module, call, NOT_AWAITABLE
        for node in module.nodes(ast.Call):
            if node.args and (why := _entered_by(model, node)) and _all(model, node.args[0], _closed_async):
                yield module, node.args[0], why
        for node in module.nodes(ast.Call, ast.Starred):
            for given in _consumed(model, node):
                if _all(model, given, _iterated_async):
                    yield module, given, CONSUMED
        for node in module.nodes(ast.GeneratorExp):
            if generators.is_async(node) and generators.consumer(model, module, node) is not Consumer.UNKNOWN:
                yield module, node, ASYNC_GENERATOR


def _consumed(model: Model, node: ast.AST) -> Sequence[ast.expr]:
    """Return what a call of a builtin, or a star, iterates over."""
    match node:
        case ast.Starred(value=value, ctx=ast.Load()):
            return (value,)
        case ast.Call(args=given) if given and (site := model.site(node)) is not None and not site.targets:
            names = site.externals
            if names and set(names) <= READS_ALL | READS_SOME:
                starts = 1 if "builtins.map" in names or "builtins.filter" in names else 0
                return given if "builtins.zip" in names else given[starts : starts + 1]
    return ()


def _all(model: Model, node: ast.expr, test: Callable[[Instance], bool]) -> bool:
    values = model.values(node)
    return bool(values) and all(isinstance(value, Instance) and test(value) for value in values)


def _entered_by(model: Model, node: ast.Call) -> str:
    """Return what is wrong with a call that enters or closes what it is given, where that is async."""
    names = [value.name for value in model.values(node.func) if isinstance(value, External)]
    if names == ["contextlib.closing"]:
        return CLOSED
    return STACKED if any(one.endswith(("ExitStack.enter_context", "Context.with_resource")) for one in names) else ""


def _closed_async(value: Instance) -> bool:
    return value.cls == "typing.AsyncGenerator" or _entered_async(value)


def _has(cls: Class, *names: str) -> bool:
    return any(name in base.methods for base in cls.mro() for name in names)


def _entered_async(value: Instance) -> bool:
    if isinstance(value.cls, Class) and _has(value.cls, "__enter__"):
        return False
    if isinstance(value.cls, Class) and _has(value.cls, "__aenter__"):
        return True
    return bool(external_kinds(value) & ASYNC_ENTERED)


def _entered_sync(value: Instance) -> bool:
    if isinstance(value.cls, Class):
        if _has(value.cls, "__aenter__"):
            return False
        return _has(value.cls, "__enter__") or bool(external_kinds(value) & _SYNC_ENTERED)
    if value.cls == "contextlib.contextmanager()":
        return any(not origin.is_async for origin in generator_origins(value))
    return value.cls in _SYNC_ENTERED


def _iterated_async(value: Instance) -> bool:
    if isinstance(value.cls, Class):
        return _has(value.cls, "__aiter__") and not _has(value.cls, "__iter__", "__getitem__")
    return value.cls in ASYNC_ITERATED


def _iterated_sync(value: Instance) -> bool:
    if isinstance(value.cls, Class):
        return _has(value.cls, "__iter__") and not _has(value.cls, "__aiter__")
    origins = list(generator_origins(value))
    return value.cls == "builtins.generator" and bool(origins) and not any(origin.is_async for origin in origins)


def _gives_no_awaitable(model: Model, call: ast.Call) -> bool:
    """Whether a call reaches methods that give a plain value, or sync functions that return nothing, only."""
    values = model.values(call.func)
    if values and all(isinstance(value, External) and gives_plain_value(value.name) for value in values):
        return True
    return bool(values) and all(
        isinstance(value, FunctionValue)
        and value.wrapped is None
        and isinstance(value.function.node, ast.FunctionDef)
        and not value.function.node.decorator_list
        and not value.function.is_generator
        and not _returns_something(value.function.node)
        for value in values
    )


def _returns_something(node: ast.FunctionDef) -> bool:
    """Whether a function has a `return` with a value, or a body that says nothing, as one that is to be overridden."""
    if all(_says_nothing(statement) for statement in node.body):
        return True
    return any(isinstance(inner, ast.Return) and inner.value is not None for inner in ast.walk(node))


def _says_nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass | ast.Raise) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )
