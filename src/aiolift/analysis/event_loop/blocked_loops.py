"""Where a coroutine function blocks its event loop: itself, or in a sync function that it calls."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting.implicit_calls import ImplicitCall, implicit_calls
from aiolift.analysis.event_loop.blocking_calls import LOOP, BlockingCalls, is_awaited, possible
from aiolift.analysis.event_loop.single_tasks import first_tasks, single_tasks
from aiolift.analysis.model import Site
from aiolift.analysis.reachable import KEEPING
from aiolift.program.fixtures import is_among_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.knowledge.blocking import Blocking
    from aiolift.program.entities import Function

_AWAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith)
_LOOPS = (ast.For, ast.While)
#: In seconds. An event loop's own pauses are about as long.
_BRIEF = 0.005
#: What has to be done anyway: in the only task of a script, nobody waits for it who could do something else meanwhile.
_WORK = frozenset({
    "reads or writes a file", "reads or writes a whole table", "computes for a long time on purpose",
    "computes for long",
})  # fmt: skip


@dataclass(frozen=True, eq=False)
class BlockedLoop:
    """A call in an `async def` that blocks.

    :param site: the call; it need not look like one.
    :param kind: how it blocks.
    :param chain: the calls from it down to the one that blocks, which is the last; none where it blocks itself.
    """

    site: Site | ImplicitCall
    kind: Blocking
    chain: tuple[Site, ...]

    @property
    def blocks(self) -> str:
        """The dotted name of what blocks; of a loop, how far it counts."""
        last = self.chain[-1] if self.chain else self.site
        assert isinstance(last, Site)
        return ast.unparse(last.node) if self.kind == LOOP else possible(last)[0]


def blocked_loops(model: Model) -> Iterator[BlockedLoop]:
    """Yield the calls that block an event loop, for each kind of waiting with the shortest way down.

    Tests do not count, and a lifespan runs while no request is served, with what only lifespans call before they yield:
    afterwards other tasks come to their end. The one task of a script may read and compute, and the first task of any
    other program before it awaits.
    """
    unserved = _in_lifespans(model)
    alone = single_tasks(model, beside=unserved)
    first = first_tasks(model)
    calls = BlockingCalls(model, all_kinds=True)
    sites: list[Site | ImplicitCall] = [*model.sites, *implicit_calls(model)]
    for site in sites:
        if site.function is None or not site.function.is_async or is_among_tests(site.module):
            continue
        if site.function in unserved:
            continue
        for last, chain in _chains(model, calls, site):
            kind = calls.direct(last)
            if (kind is not None and kind.why in _WORK) and (
                site.function in alone or (site.function in first and _is_before_awaits(site))
            ):
                continue
            if kind is not None and not _is_brief(last) and not any(map(_is_kept, _functions(chain))):
                yield BlockedLoop(site, kind, chain)


def _chains(model: Model, calls: BlockingCalls, site: Site | ImplicitCall) -> Iterator[tuple[Site, tuple[Site, ...]]]:
    """Yield what may block because of a call, each with the calls down to it."""
    if isinstance(site, ImplicitCall):
        for target in site.targets:
            yield from ((way[-1], way) for way in calls.ways_in(target))
    elif not _is_receiver(model, calls, site):
        yield site, ()
        yield from ((way[-1], way) for way in calls.ways(site))


def _functions(way: tuple[Site, ...]) -> Iterator[Function]:
    return (step.function for step in way if step.function is not None)


def _is_kept(function: Function) -> bool:
    """Whether what a function gives is kept for all who call it, by a decorator or in a global that it asks first."""
    if function.parameters:
        return False
    nodes = list(ast.walk(function.definition))
    held = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
    asked = {
        part.id
        for node in nodes
        if isinstance(node, ast.If)
        for part in ast.walk(node.test)
        if isinstance(part, ast.Name)
    }
    return function.has(*KEEPING) or bool(held & asked)


def _is_brief(site: Site) -> bool:
    """Whether a call sleeps for less than anybody notices: `time.sleep(0)` only lets other threads run."""
    match site.node.args:
        case [ast.Constant(value=int() | float() as seconds)]:
            return possible(site) == ["time.sleep"] and seconds < _BRIEF
    return False


def _is_receiver(model: Model, calls: BlockingCalls, site: Site) -> bool:
    """Whether what a call gives is asked at once for what blocks too: `session.connection().execute(…)`."""
    attribute = site.module.parents.get(site.node)
    outer = site.module.parents.get(attribute) if isinstance(attribute, ast.Attribute) else None
    asked = model.site(outer) if isinstance(outer, ast.Call) and outer.func is attribute else None
    return asked is not None and calls.direct(asked) is not None


def _in_lifespans(model: Model) -> set[Function]:
    """Return the lifespans of applications, and the async functions that they alone await or enter before the yield."""
    named = lifespans(model)
    found = {
        function
        for function in model.program.functions
        if function.name in named and (function.has("contextlib.asynccontextmanager") or function.is_generator)
    }
    size = -1
    while found and len(found) != size:
        size = len(found)
        near = {target for function in found for site in model.calls_in.get(function, ()) for target in site.targets}
        found |= {function for function in near - found if function.is_async and _serves_only(model, function, found)}
    return found


def _serves_only(model: Model, function: Function, callers: set[Function]) -> bool:
    if any(name != "contextlib.asynccontextmanager" for name in function.decorators):
        return False
    return all(
        site.function in callers
        and (is_awaited(site) or isinstance(site.module.parents[site.node], ast.withitem))
        and not _is_behind_yield(site)
        for site in model.callers.get(function, ())
        if not is_among_tests(site.module)
    )


def _is_before_awaits(site: Site | ImplicitCall) -> bool:
    """Whether a call stands before all that its function awaits, and in no loop."""
    assert site.function is not None
    awaits = [node.lineno for node in site.function.own if isinstance(node, _AWAITS)]
    if awaits and min(awaits) <= site.node.lineno:
        return False
    return not any(isinstance(node, _LOOPS) for node in site.module.ancestors(site.node))


def _is_behind_yield(site: Site) -> bool:
    """Whether a call stands behind the first yield of its function."""
    yields = [node.lineno for node in site.function.own if isinstance(node, ast.Yield)] if site.function else []
    return bool(yields) and min(yields) < site.node.lineno


def lifespans(model: Model) -> set[str]:
    """Return the names of what applications are given as their lifespan."""
    return {
        ast.unparse(keyword.value).rpartition(".")[2]
        for module in model.program.modules
        for keyword in module.nodes(ast.keyword)
        if keyword.arg == "lifespan"
    }
