"""A coroutine calls what stays on the sync engine: in a thread, so that the event loop goes on.

`check_integrity()` becomes `await asyncio.to_thread(check_integrity)`. An object of the caller's session does not go
along: no other thread may use that session. A function that was async before ran the call on its loop, where nothing
came between; a note leaves that to a person.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.event_loop.blocked_loops import lifespans
from aiolift.analysis.event_loop.blocking_calls import BlockingCalls, waits_for_database
from aiolift.analysis.event_loop.pools import pooled
from aiolift.knowledge.barriers import by_decorator
from aiolift.migrate.entries.offload import to_thread
from aiolift.migrate.rewrite import kept_reads
from aiolift.program import edits
from aiolift.program.entities import Function
from aiolift.program.fixtures import is_test_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context

RULE = "kept-call"
_WHY = "it waits for the database on the sync engine, and would hold up the event loop"
_OF_THE_LOOP = ("asyncio", "anyio")


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: what stays sync makes no function async."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Move the calls to threads, but in tests and in a lifespan, which may block."""
    pools = pooled(context.model)
    blocking = _blocking(context, pools)
    if not blocking:
        return
    ignored = lifespans(context.model)
    calls = BlockingCalls(context.model)
    side = context.bridges.side
    _in_pools(context, {function: sites for function, sites in pools.items() if function in blocking})
    given = side.through | {function for function, _ in side.parameters}
    for site in context.model.sites:
        function = site.function
        if not any(target in blocking for target in site.targets) or any(t in context.colour for t in site.targets):
            continue
        if not context.can_await(function) or is_test_module(site.module) or _is_taken(context, site):
            continue
        if function is not None and function.name in ignored:
            continue
        if calls.hands_over_database(site) or _hands_over_object(context, site):
            context.note(
                f"{site.targets[0].name}() waits for the database in the event loop, and is given what belongs to the "
                f"session, which no other thread may use: pass it plain values, and call it with asyncio.to_thread",
                site.module,
                site.node,
            )
        elif any(target in given for target in site.targets):
            continue  # without a session from its caller it has none to wait for
        elif not context.colour.changes(function):
            context.note(
                f"{site.targets[0].name}() waits for the database in the event loop, as before: call it with "
                f"asyncio.to_thread, where what it changes may be seen half done",
                site.module,
                site.node,
            )
        elif not any(_needs_loop(context, target) for target in site.targets):
            to_thread(context, site.module, site.node, RULE, _WHY)
    kept_reads.rewrite(context, blocking, RULE, _WHY)


def _blocking(context: Context, pools: dict[Function, list[Site]]) -> set[Function]:
    """Return the functions that stay sync and wait for the database; one whose results are kept waits but once."""
    side = {unit for unit in context.bridges.side.units if isinstance(unit, Function)}
    waiting: list[Function | None] = [
        site.function
        for site in context.model.sites
        if site.function in side and any(waits_for_database(name) for name in site.externals)
    ]
    seen: set[Function] = set()
    while waiting:
        function = waiting.pop()
        if function is None or function in seen or function.is_generator:
            continue
        if by_decorator(function.decorators) == "cached":
            continue
        seen.add(function)
        sites = (*context.model.callers.get(function, ()), *pools.get(function, ()))
        reads = context.model.properties.reads.get(function, ())
        for caller in (*(site.function for site in sites), *(context.model.function(*read) for read in reads)):
            # of what has a copy, those that use it
            if caller in side or (function not in context.colour and caller not in context.colour):
                waiting.append(caller)
    return {
        function
        for function in seen
        if function not in context.colour and function not in context.colour.islands - side
    }


def _in_pools(context: Context, pools: dict[Function, list[Site]]) -> None:
    """Note where a coroutine itself waits for a pool that runs such functions."""
    for function, sites in pools.items():
        for site in sites:
            if not context.colour.changes(site.function) or is_test_module(site.module):
                continue
            if not _wrap_future(context, site):
                context.note(
                    f"{function.name}() runs in a pool, for which the event loop waits: put what uses the pool into a "
                    f"function of its own, and call that with asyncio.to_thread",
                    site.module,
                    site.node,
                )


def _wrap_future(context: Context, site: Site) -> bool:
    """`pool.submit(f, x).result()` becomes `await asyncio.wrap_future(pool.submit(f, x))`; return whether it did."""
    module, attribute = site.module, site.module.parents.get(site.node)
    call = module.parents.get(attribute) if isinstance(attribute, ast.Attribute) else None
    match call:
        case ast.Call(func=ast.Attribute(attr="result") as func, args=[], keywords=[]) if func is attribute:
            pass
        case _:
            return False
    if not all(name.startswith("concurrent.futures.") for name in site.externals):
        return False
    context.await_(module, call, RULE, _WHY)
    name = f"{context.imports(module).need_module('asyncio')}.wrap_future("
    context.edits[module].append(edits.opening(module.start(call), module.end(call), name, RULE, _WHY))
    context.replace(module, module.end(site.node), module.end(call), ")", RULE, _WHY)
    return True


def _is_taken(context: Context, site: Site) -> bool:
    """Whether another rule converts a call, or it is all of a lambda, whose caller would get a coroutine."""
    parent = site.module.parents.get(site.node)
    return site.node in context.owners or context.is_awaited(site.node) or isinstance(parent, ast.Await | ast.Lambda)


def _hands_over_object(context: Context, site: Site) -> bool:
    parts: list[ast.expr] = [*site.node.args, *(keyword.value for keyword in site.node.keywords)]
    if isinstance(site.node.func, ast.Attribute):
        parts.append(site.node.func.value)
    return any(context.model.mapping.holds(part) for part in parts)


def _needs_loop(context: Context, function: Function) -> bool:
    """Whether a function, or what it calls, asks for the event loop, which no other thread has."""
    seen, waiting = {function}, [function]
    while waiting:
        for site in context.model.calls_in.get(waiting.pop(), ()):
            if any(name.partition(".")[0] in _OF_THE_LOOP for name in site.externals):
                return True
            new = [target for target in site.targets if target not in seen]
            seen.update(new)
            waiting += new
    return False
