"""The coroutine functions of scripts: what only ever runs as the one task of its event loop."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.event_loop.blocking_calls import is_awaited
from aiolift.program.fixtures import is_among_tests
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function

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
    starts = [site for site in model.sites if any(map(_starts, site.externals)) and site.node.args]
    if not starts:
        return frozenset()
    first = {id(site.node.args[0]) for site in starts}
    found = {function for function in model.program.functions if function.is_async and not function.decorators}
    found -= set(_named(model, first)) | _starting(model)
    size = -1
    while len(found) != size:  # whoever is called by another one goes with it
        size = len(found)
        found = {function for function in found if _is_known(model, function, found | beside, first)}
    return frozenset(found)


def _starts(name: str) -> bool:
    return name in _STARTS or name.endswith(".run_until_complete")


def _named(model: Model, first: set[int]) -> Iterator[Function]:
    """Yield the functions that are passed on, as callbacks."""
    for module in model.program.modules:
        for node in model.walk(module):
            if not isinstance(node, ast.Name | ast.Attribute) or not isinstance(node.ctx, ast.Load):
                continue
            parent = module.parents[node]
            if id(node) not in first and not (isinstance(parent, ast.Call) and parent.func is node):
                yield from (value.function for value in model.values(node) if isinstance(value, FunctionValue))


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


def _is_known(model: Model, function: Function, found: Set[Function], first: set[int]) -> bool:
    """Whether every call of a function outside of tests starts a loop with it, or is awaited by one of the found."""
    sites: list[Site] = [site for site in model.callers.get(function, ()) if not is_among_tests(site.module)]
    return bool(sites) and all(
        id(site.node) in first or (is_awaited(site) and site.function in found) for site in sites
    )
