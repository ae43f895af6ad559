"""Where a coroutine function blocks its event loop: itself, or in a sync function that it calls."""

from __future__ import annotations

import ast
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.knowledge.blocking import Blocking, blocking
from aiolift.knowledge.database import does
from aiolift.program.fixtures import is_test_module

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function

DATABASE = Blocking("waits for the database", "an AsyncSession, or await asyncio.to_thread(…)")


@dataclass(frozen=True, eq=False)
class BlockedLoop:
    """A call in an `async def` that blocks.

    :param site: the call.
    :param kind: how it blocks.
    :param chain: the calls from it down to the one that blocks, which is the last; none where it blocks itself.
    """

    site: Site
    kind: Blocking
    chain: tuple[Site, ...]

    @property
    def blocks(self) -> str:
        """The dotted name of what blocks."""
        return (self.chain[-1] if self.chain else self.site).externals[0]


def blocked_loops(model: Model) -> Iterator[BlockedLoop]:
    """Yield the calls that block an event loop, each with the shortest way down.

    Tests do not count, and a lifespan runs while no request is served.
    """
    ignored = lifespans(model)
    direct = {site: kind for site in model.sites if (kind := _direct(site)) is not None and not is_awaited(site)}
    ways = sync_ways(model, direct)
    for site in model.sites:
        if site.function is None or not site.function.is_async or is_test_module(site.module):
            continue
        if site.function.name in ignored and site.function.has("contextlib.asynccontextmanager"):
            continue
        if site in direct:
            yield BlockedLoop(site, direct[site], ())
            continue
        for target in site.targets:
            if target in ways and not target.is_async and not target.is_generator:
                yield BlockedLoop(site, direct[ways[target][-1]], ways[target])
                break


def sync_ways(model: Model, calls: Iterable[Site]) -> dict[Function, tuple[Site, ...]]:
    """Return the sync functions that make one of these calls or lead to one, each with the shortest way down to it."""
    ways: dict[Function, tuple[Site, ...]] = {}
    waiting: deque[Function] = deque()
    for site in calls:
        function = site.function
        if function is not None and not function.is_async and function not in ways:
            ways[function] = (site,)
            waiting.append(function)
    while waiting:
        function = waiting.popleft()
        if function.is_generator:
            continue
        for site in model.callers.get(function, ()):
            caller = site.function
            if caller is not None and not caller.is_async and caller not in ways and function in site.targets:
                ways[caller] = (site, *ways[function])
                waiting.append(caller)
    return ways


def lifespans(model: Model) -> set[str]:
    """Return the names of what applications are given as their lifespan."""
    return {
        module.segment(keyword.value).rpartition(".")[2]
        for module in model.program.modules
        for keyword in module.parents
        if isinstance(keyword, ast.keyword) and keyword.arg == "lifespan"
    }


def _direct(site: Site) -> Blocking | None:
    """How a call of something external blocks; what may be async too does not count."""
    if site.targets or not site.externals:
        return None
    kinds = [DATABASE if waits_for_database(name) else blocking(name) for name in site.externals]
    return kinds[0] if all(kind is not None for kind in kinds) else None


def waits_for_database(name: str) -> bool:
    """Whether a method of a sync session, connection or engine does I/O at once; `session.query` does it later."""
    later = (".query", ".begin", ".begin_nested", "sessionmaker.__call__", ".remove", ".close")
    return does(name) is not None and not name.endswith(later)


def is_awaited(site: Site) -> bool:
    """Whether a call is awaited, so that it cannot be the blocking one of its name."""
    return isinstance(site.module.parents.get(site.node), ast.Await)
