"""Coroutines that nobody awaits: calls that give one, and what becomes of it.

It sees what the flow knows. A coroutine that is stored counts as awaited where one reader of the place awaits it.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting import async_forms
from aiolift.analysis.awaiting.fate import NEUTRAL, Fates, called_by_library
from aiolift.knowledge.coroutines import calls_without_await, gives_coroutine, gives_enterable
from aiolift.program.entities import Class, Function, FunctionNode
from aiolift.program.values import Cell, External, FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.source import Module
    from aiolift.program.values import Value

_PROPERTIES = ("builtins.property", "functools.cached_property")
_QUESTIONS = ("iscoroutinefunction", "is_async_callable", "isasyncgenfunction", "iscoroutine", "isawaitable")
#: External decorators that make an ordinary function of an async one.
_RUN = ("asgiref.sync.async_to_sync", "unasync.unasync")


@dataclass(frozen=True, eq=False)
class Unawaited:
    """A coroutine that is not awaited, or an async form over a sync object and the other way round.

    :param node: the expression that gives the coroutine, or that the form is over.
    :param why: what becomes of it, to stand behind "…, which": `is used in a condition`.
    """

    module: Module
    node: ast.expr
    why: str


def find(model: Model) -> tuple[Unawaited, ...]:
    """Return what is not awaited in a program, in the order of the text."""
    found = [*coroutines(model), *callbacks(model)]
    found += [Unawaited(module, node, why) for module, node, why in async_forms.find(model)]
    order = {module: number for number, module in enumerate(model.program.modules)}
    return tuple(sorted(found, key=lambda one: (order[one.module], one.node.lineno, one.node.col_offset)))


def coroutines(model: Model) -> Iterator[Unawaited]:
    """Yield the calls and reads that give a coroutine which nobody awaits."""
    fates, entered = Fates(model), Fates(model, enterable=True)
    for site in model.sites:
        several = _maps(model, site)
        if several or (
            gives_coroutine_when_called(model, model.values(site.node.func)) and not _asks(site.module, site.node.func)
        ):
            why = fates.of(site.module, site.node, several=several)
            if why is not None:
                yield Unawaited(site.module, site.node, why or "nobody awaits")
        elif site.externals and all(gives_enterable(name) for name in site.externals):
            why = entered.of(site.module, site.node, several=False)
            if why is not None:
                yield Unawaited(site.module, site.node, why or "nobody awaits or enters")
    properties = {found.name for found in model.program.functions if found.is_async and found.has(*_PROPERTIES)}
    for module in model.program.modules:
        for node in module.nodes(ast.Attribute, ast.Return):
            if isinstance(node, ast.Attribute) and _reads_coroutine(model, node, properties):
                why = fates.of(module, node, several=False)
                if why not in {None, NEUTRAL}:
                    yield Unawaited(module, node, str(why))
            elif isinstance(node, ast.Return) and node.value is not None:
                yield from _handed_out(model, module, node.value)


def gives_coroutine_when_called(model: Model, values: Iterable[Value]) -> bool:
    """Whether calling one of several values gives a coroutine.

    A decorator that has a wrapper for sync and one for async functions has used the one that fits. The flow also keeps
    what a decorated function was before its decorator was known: that does not count.
    """
    wrappers: dict[Function, list[Function]] = {}
    others: list[Value] = []
    for value in values:
        if isinstance(value, FunctionValue) and value.wrapped is not None and value.wrapped is not value.function:
            wrappers.setdefault(value.wrapped, []).append(value.function)
        else:
            others.append(value)
    if any(_gives(model, one) for one in others if not (isinstance(one, FunctionValue) and one.function in wrappers)):
        return True
    for wrapped, found in wrappers.items():
        if len({wrapper.is_async for wrapper in found}) == 2:
            if _gives(model, FunctionValue(wrapped)):
                return True
            continue
        if any(wrapper.is_async for wrapper in found):
            return True
        if _gives(model, FunctionValue(wrapped)) and any(_returns(model, wrapper) for wrapper in found):
            return True
    return False


def _gives(model: Model, value: Value) -> bool:
    match value:
        case External(name):
            return gives_coroutine(name)
        case FunctionValue(function):
            if function.is_generator or function.has(*_RUN):
                return False
            return function.is_async or _returns(model, function)
        case Instance("functools.partial", of=(inner, *_)) if not isinstance(inner, Cell):
            known = [part for part in inner if isinstance(part, External | FunctionValue)]
            return bool(known) and all(_gives(model, part) for part in known)  # a wrapper is given both kinds
        case Instance(Class() as cls):
            called = model.flow.member(cls, "__call__", value)
            return any(_gives(model, one) for one in called if isinstance(one, FunctionValue))
    return False


def _returns(model: Model, function: Function) -> bool:
    """Whether a sync function gives a coroutine that it does not await itself."""
    return any(
        isinstance(value, Instance) and value.cls == "typing.Coroutine" for value in model.flow.returned(function, None)
    )


def _asks(module: Module, callee: ast.expr) -> bool:
    """Whether the code around asks what it calls: `if iscoroutinefunction(f): await f()`, `else: f()`."""
    if not any(map(module.mentions, _QUESTIONS)):
        return False
    wanted = ast.dump(callee)
    functions = [node for node in module.ancestors(callee) if isinstance(node, FunctionNode)]
    outer = functions[-1] if functions else module.tree  # a decorator may ask, outside of its wrapper
    return any(
        isinstance(node, ast.Call)
        and (getattr(node.func, "attr", None) or getattr(node.func, "id", None)) in _QUESTIONS
        and any(ast.dump(argument) == wanted for argument in node.args)
        for node in ast.walk(outer)
    )


def _maps(model: Model, site: Site) -> bool:
    """Whether a call is `map(f, …)` over a function that gives coroutines."""
    return (
        "builtins.map" in site.externals
        and bool(site.node.args)
        and gives_coroutine_when_called(model, model.values(site.node.args[0]))
    )


def _reads_coroutine(model: Model, node: ast.Attribute, properties: set[str]) -> bool:
    """Whether an attribute is read that gives a coroutine: `awaitable_attrs.posts`, or one of the async properties."""
    if not isinstance(node.ctx, ast.Load):
        return False
    if isinstance(node.value, ast.Attribute) and node.value.attr == "awaitable_attrs":
        return True
    if node.attr not in properties:
        return False
    for value in model.instances(node.value):
        if isinstance(value.cls, Class):
            method = next((cls.methods[node.attr] for cls in value.cls.mro() if node.attr in cls.methods), None)
            if method is not None and method.is_async and method.has(*_PROPERTIES):
                return True
    return False


def _handed_out(model: Model, module: Module, value: ast.expr) -> Iterator[Unawaited]:
    """A sync function that a library calls returns a coroutine."""
    function = model.function(module, value)
    if function is None or function.is_async or model.callers.get(function) or not isinstance(value, ast.Call):
        return
    if called_by_library(function) and gives_coroutine_when_called(model, model.values(value.func)):
        yield Unawaited(module, value, "a sync function returns to a library")


def callbacks(model: Model) -> Iterator[Unawaited]:
    """Yield the functions that give coroutines and are given to code that calls them and goes on."""
    for site in model.naming(calls_without_await):
        for argument in [*site.node.args, *(keyword.value for keyword in site.node.keywords)]:
            values = [one for one in model.values(argument) if isinstance(one, FunctionValue | Instance)]
            if isinstance(argument, ast.Call):  # what it gives is no function, but for a partial one
                values = [one for one in values if isinstance(one, Instance) and one.cls == "functools.partial"]
            if gives_coroutine_when_called(model, values) or _is_async_method(model, site, argument):
                yield Unawaited(
                    site.module, argument, f"{site.externals[0].removeprefix('builtins.')} calls and does not await"
                )


def _is_async_method(model: Model, site: Site, argument: ast.expr) -> bool:
    """Whether an argument is the function that is called, and surely one of a library's: `session.execute`."""
    given = [*site.node.args, *(keyword.value for keyword in site.node.keywords)]
    callee = next((one for one in given if any(map(_is_callable, model.values(one)))), None)
    values = model.values(argument) if argument is callee and not isinstance(argument, ast.Call) else ()
    return bool(values) and all(
        isinstance(value, External) and (gives_coroutine(value.name) or gives_enterable(value.name)) for value in values
    )


def _is_callable(value: Value) -> bool:
    return isinstance(value, External | FunctionValue) or getattr(value, "cls", "") == "functools.partial"
