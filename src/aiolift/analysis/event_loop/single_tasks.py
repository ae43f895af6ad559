"""The coroutine functions of scripts: what only ever runs as the one task of its event loop."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.event_loop.blocking_calls import is_awaited
from aiolift.program.entities import Function
from aiolift.program.fixtures import is_among_tests
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from aiolift.analysis.model import Model, Site
    from aiolift.program.source import Module

#: Decorators of Typer and Click that keep a function as a command: whoever starts a loop with it has wrapped it.
_KEEPS = (".command()", ".callback()", ".option()", ".argument()")
_STARTS = frozenset({"asyncio.run", "anyio.run", "trio.run", "uvloop.run", "asyncio.Runner.run"})
#: What puts further tasks beside the first, by the end of a dotted name.
_FURTHER = (
    ".create_task", ".ensure_future", ".gather", ".wait", ".as_completed", ".TaskGroup", ".create_task_group",
    ".start_soon", ".start_server", ".serve", ".call_soon", ".call_later", ".run_forever", ".wait_for", ".timeout",
)  # fmt: skip


def single_tasks(model: Model, *, beside: Set[Function] = frozenset()) -> frozenset[Function]:
    """Return the async functions that nobody calls but the call that starts a loop, or others that it calls.

    No other task waits for what they do, as far as the program's text tells.

    :param beside: other functions that run while no task waits for them; a script may await it, too.
    """
    starts = _loop_starts(model)
    if not starts:
        return frozenset()
    commands = _commands(model, starts)
    first = {id(node) for node in (*(site.node.args[0] for site in starts), *commands)}
    chosen = {value.function for node in commands for value in model.values(node) if isinstance(value, FunctionValue)}
    found = {
        function
        for function in model.program.functions
        if function.is_async and all(name.endswith(_KEEPS) for name in function.decorators)
    }
    found -= set(_named(model, first)) | _starting(model)
    size = -1
    while len(found) != size:  # whoever is called by another one goes with it
        size = len(found)
        found = {
            function
            for function in found
            if _is_known(model, function, found | beside, first, may_be_unseen=function in chosen)
        }
    return frozenset(found)


def first_tasks(model: Model) -> frozenset[Function]:
    """Return the async functions that are called outside of tests only to start a loop with them."""
    first = {site.node.args[0] for site in _loop_starts(model)}
    calls = [site for node in first if isinstance(node, ast.Call) and (site := model.site(node)) is not None]
    called = {target for site in calls for target in site.targets}
    return frozenset(
        function
        for function in called
        if all(site.node in first or is_among_tests(site.module) for site in model.callers.get(function, ()))
    )


def _loop_starts(model: Model) -> list[Site]:
    return [site for site in model.naming(_starts) if site.node.args]


def _starts(name: str) -> bool:
    return name in _STARTS or name.endswith(".run_until_complete")


def _commands(model: Model, starts: list[Site]) -> list[ast.expr]:
    """Return what argparse keeps for a start: `set_defaults(func=show)`, for `asyncio.run(args.func(args))`."""
    asked = {
        site.node.args[0].func.attr
        for site in starts
        if isinstance(site.node.args[0], ast.Call) and isinstance(site.node.args[0].func, ast.Attribute)
    }
    return [
        keyword.value
        for module in model.program.modules
        for call in (module.nodes(ast.Call) if asked and module.mentions("set_defaults") else ())
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "set_defaults"
        for keyword in call.keywords
        if keyword.arg in asked
    ]


def _named(model: Model, first: set[int]) -> Iterator[Function]:
    """Yield the functions that are passed on, as callbacks."""
    for module in model.program.modules:
        for node in model.walk(module):
            if not isinstance(node, ast.Name | ast.Attribute) or not isinstance(node.ctx, ast.Load):
                continue
            parent = module.parents[node]
            if id(node) in first or (isinstance(parent, ast.Call) and parent.func is node):
                continue
            if not _is_of_decorator(model, module, node):
                yield from (value.function for value in model.values(node) if isinstance(value, FunctionValue))


def _is_of_decorator(model: Model, module: Module, node: ast.Name | ast.Attribute) -> bool:
    """Whether it is `wraps(function)`, or a function gives back its own parameter."""
    parent = module.parents[node]
    if isinstance(parent, ast.Call):
        site = model.site(parent)
        return site is not None and "functools.wraps" in site.externals
    if not isinstance(parent, ast.Return) or not isinstance(node, ast.Name):
        return False
    holder = model.scope(module, node).holder(node.id)
    return isinstance(holder, Function) and node.id in {parameter.arg for parameter in holder.parameters}


def _starting(model: Model) -> set[Function]:
    """Return the functions that start further tasks, themselves or through what they call."""
    waiting = [
        site.function
        for site in model.sites
        if site.function is not None and any(f".{name}".endswith(_FURTHER) for name in site.externals)
    ]
    found = set(waiting)
    while waiting:
        for site in model.callers.get(waiting.pop(), ()):
            if site.function is not None and site.function not in found:
                found.add(site.function)
                waiting.append(site.function)
    return found


def _is_known(model: Model, function: Function, found: Set[Function], first: set[int], *, may_be_unseen: bool) -> bool:
    """Whether every call of a function outside of tests starts a loop with it, or is awaited by one of the found.

    :param may_be_unseen: whether it is known that it is called, though the call is not.
    """
    sites: list[Site] = [site for site in model.callers.get(function, ()) if not is_among_tests(site.module)]
    return bool(sites or may_be_unseen) and all(
        id(site.node) in first or (is_awaited(site) and site.function in found) for site in sites
    )
