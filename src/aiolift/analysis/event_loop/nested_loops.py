"""Where code that an event loop runs starts another one: an `async def`, or a sync function that it calls."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting.greenlets import in_greenlet
from aiolift.analysis.event_loop.blocking_calls import is_awaited, sync_ways
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function

_STARTS = {
    "asyncio.run", "asyncio.Runner.run", "anyio.run", "trio.run", "uvloop.run", "uvicorn.run", "uvicorn.Server.run",
    "asgiref.sync.async_to_sync().__call__",
}  # fmt: skip
#: Questions whose answer decides whether a loop is started: whether one runs, whether something is a coroutine.
_GUARDS = {
    "get_running_loop", "_get_running_loop", "is_running", "current_async_library", "iscoroutinefunction",
    "iscoroutine", "isawaitable",
}  # fmt: skip
#: Calls whose function the event loop calls itself, by the end of their dotted name, and where it stands.
_CALL_ON_LOOP = {".call_soon": 0, ".call_later": 1, ".call_at": 1, ".add_done_callback": 0, ".add_event_handler": 1}
_MIGRATES = {f"alembic.command.{name}" for name in ("upgrade", "downgrade", "current", "stamp", "check", "revision")}
_LETS = "nest_asyncio.apply"


@dataclass(frozen=True, eq=False)
class NestedLoop:
    """A call, in code that a loop runs, that starts another loop and so fails.

    :param site: the call.
    :param chain: the calls from it down to the one that starts a loop, which is the last; none where it does itself.
    """

    site: Site
    chain: tuple[Site, ...]

    @property
    def start(self) -> Site:
        """The call that starts the loop."""
        return self.chain[-1] if self.chain else self.site


def nested_loops(model: Model) -> Iterator[NestedLoop]:
    """Yield the calls that start a loop inside of one, each with the shortest way down.

    A function that asks whether a loop runs counts as one that does not start it; what a thread runs does not count.
    """
    if any(_LETS in site.externals for site in model.sites):
        return
    starts = [site for site in model.sites if _starts(site) and not is_awaited(site) and not _is_guarded(site)]
    ways = sync_ways(model, starts)
    environment = next((site for site in starts if _is_in_environment(site)), None)
    for site in model.sites:
        if not _is_on_loop(site) or is_awaited(site) or _is_expected(site):
            continue
        called = list(_called(model, site))
        if site in starts:
            yield NestedLoop(site, ())
        elif environment is not None and _MIGRATES & set(site.externals):
            yield NestedLoop(site, (environment,))
        elif called and all(_leads(ways, function) for function in called):
            yield NestedLoop(site, ways[called[0]])
    for site in model.sites:  # what the loop calls
        for ending, position in _CALL_ON_LOOP.items():
            if any(name.endswith(ending) for name in site.externals):
                called = list(_functions(model, site.node.args[position : position + 1]))
                if called and all(_leads(ways, function) for function in called):
                    yield NestedLoop(site, ways[called[0]])
    for site in starts:
        if site.function is not None and not site.function.is_async and _is_handler(site.function):
            yield NestedLoop(site, ())


def _starts(site: Site) -> bool:
    return not site.targets and any(name in _STARTS or name.endswith(".run_until_complete") for name in site.externals)


def _is_guarded(site: Site) -> bool:
    function = site.function
    return (
        function is not None
        and not function.is_async
        and any(getattr(node, "attr", getattr(node, "id", None)) in _GUARDS for node in ast.walk(function.node))
    )


def _is_on_loop(site: Site) -> bool:
    """Whether a call runs in an event loop: the body of every `async def` does."""
    return site.function is not None and site.function.is_async


def _is_expected(site: Site) -> bool:
    """Whether a test wants the call to fail."""
    return any(
        isinstance(outer, ast.With | ast.AsyncWith)
        and any("raises" in ast.unparse(item.context_expr) for item in outer.items)
        for outer in site.module.ancestors(site.node)
    )


def _called(model: Model, site: Site) -> Iterator[Function]:
    """Yield the functions that a call runs at once: its own, and what a session gives to its greenlet."""
    yield from site.targets
    yield from in_greenlet(model, site)


def _functions(model: Model, nodes: list[ast.expr]) -> Iterator[Function]:
    for node in nodes:
        yield from (value.function for value in model.values(node) if isinstance(value, FunctionValue))


def _leads(ways: dict[Function, tuple[Site, ...]], function: Function) -> bool:
    return function in ways and not function.is_async and not function.is_generator


def _is_handler(function: Function) -> bool:
    """Whether Starlette calls a sync function in the loop itself: an endpoint it gives to a thread, but not this."""
    return any(name.endswith(".on_event()") and name.startswith("fastapi.") for name in function.decorators)


def _is_in_environment(site: Site) -> bool:
    """Whether a loop is started by Alembic's `env.py` on every way, which its commands run.

    One that takes a connection out of the configuration's attributes may be run inside of a loop.
    """
    module = site.module
    return (
        module.name.rpartition(".")[2] == "env"
        and module.mentions("alembic")
        and not module.mentions(".attributes")
        and (site.function is None or not site.function.is_async)
    )
