"""Which calls block: those of the table, and those of the program's own sync functions that reach one."""

from __future__ import annotations

import ast
import builtins
from collections import deque
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from aiolift.analysis.event_loop.long_loops import counts_far
from aiolift.knowledge.blocking import OPEN_FILE, Blocking, blocking, consumes_file
from aiolift.knowledge.coroutines import ASYNC_CONNECTION, ASYNC_ENGINE
from aiolift.knowledge.database import (
    ASYNC_SESSIONS,
    CONNECTION,
    ENGINE,
    QUERY,
    SCOPED_SESSION,
    SESSIONMAKER,
    SESSIONS,
    does,
)
from aiolift.knowledge.dbapi import waits_for_server
from aiolift.knowledge.sync_connections import METHODS
from aiolift.program.entities import FunctionNode
from aiolift.program.values import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function

_DATABASE_WAIT = Blocking("waits for the database", "an AsyncSession, or await asyncio.to_thread(…)")
LOOP = Blocking("computes for long", "a pool of processes, or await asyncio.sleep(0) now and then")
#: Methods of a legacy query that send it.
_SENDS = frozenset({"all", "first", "one", "one_or_none", "scalar", "get", "count", "update", "delete"})
#: What an open file is.
_FILES = frozenset({"builtins.open()", "io.open()", "pathlib.Path.open()"})
_IN_MEMORY = frozenset({"io.StringIO", "io.BytesIO"})
_DATABASE = SESSIONS | {CONNECTION, ENGINE, SCOPED_SESSION, SESSIONMAKER}


class BlockingCalls:
    """The blocking calls of `model`'s program.

    :param all_kinds: whether what no thread can take over counts, too: what waits for the database on a sync session,
        connection, engine or driver, and a loop.
    """

    def __init__(self, model: Model, *, all_kinds: bool = False) -> None:
        self._model = model
        self._all_kinds = all_kinds

    def direct(self, site: Site) -> Blocking | None:
        """Return how a call of something external blocks; None where it may be something that does not, or is async."""
        names = possible(site)
        if site.targets or not names or is_awaited(site):
            return None
        if self._reads_file(site, names):
            return OPEN_FILE
        if self._all_kinds and counts_far(site):
            return LOOP
        kinds = [self._kind(name) for name in names]
        return kinds[0] if all(kind is not None for kind in kinds) and not self._fails(site) else None

    def _reads_file(self, site: Site, names: list[str]) -> bool:
        """Whether a call reads or writes an open file that it is given, or opens one that a loop goes through."""
        if all(consumes_file(name) for name in names):
            held = [self._model.kinds(part) for part in given(site)]
            return any(kinds & _FILES and not kinds & _IN_MEMORY for kinds in held)
        return all(f"{name}()" in _FILES for name in names) and _is_looped_over(site)

    def _fails(self, site: Site) -> bool:
        """Whether a call uses what only `await` can use, so that it raises an error instead."""
        return any(self._model.kinds(part) & {ASYNC_ENGINE, ASYNC_CONNECTION} for part in given(site)) or any(
            self._model.kinds(cell.node.func.value) & ASYNC_SESSIONS
            for query in self._model.instances(getattr(site.node.func, "value", site.node.func))
            for cell in query.of
            if query.cls == QUERY and isinstance(cell, Cell) and isinstance(cell.node, ast.Call)
            if isinstance(cell.node.func, ast.Attribute)
        )

    def _kind(self, name: str) -> Blocking | None:
        waits = self._all_kinds and (waits_for_database(name) or waits_for_server(name))
        return _DATABASE_WAIT if waits else blocking(name)

    def through(self, site: Site) -> Blocking | None:
        """Return how a call blocks inside of a sync function of the program, or None."""
        way = self.way(site)
        return self.direct(way[-1]) if way else None

    def way(self, site: Site) -> tuple[Site, ...]:
        """Return the calls from a sync function that is called down to what blocks, which is the last; or nothing.

        Where a call is awaited and may be of something else, that is what is awaited.
        """
        return _down(site, self._ways)

    def ways(self, site: Site) -> Iterator[tuple[Site, ...]]:
        """Yield such a way for each kind of what blocks: a function can wait for the database and read a file."""
        for ways in self._ways_by_kind.values():
            if way := _down(site, ways):
                yield way

    def ways_in(self, function: Function) -> Iterator[tuple[Site, ...]]:
        """Yield the calls from a sync function down to what blocks, one way for each kind."""
        for ways in self._ways_by_kind.values():
            if function in ways:
                yield ways[function]

    @cached_property
    def _blocking(self) -> dict[Blocking, list[Site]]:
        found: dict[Blocking, list[Site]] = {}
        for site in self._model.sites:
            kind = self.direct(site)
            if kind is not None:
                found.setdefault(kind, []).append(site)
        return found

    @cached_property
    def _ways(self) -> dict[Function, tuple[Site, ...]]:
        blocking = {site for sites in self._blocking.values() for site in sites}
        return sync_ways(
            self._model, (site for site in self._model.sites if site in blocking and not _is_of_a_type(site))
        )

    @cached_property
    def _ways_by_kind(self) -> dict[Blocking, dict[Function, tuple[Site, ...]]]:
        return {
            kind: sync_ways(self._model, (site for site in sites if not _is_of_a_type(site)))
            for kind, sites in self._blocking.items()
        }

    def uses_database(self, function: Function) -> bool:
        """Whether a function, or what it calls, has a session, connection or engine in its hands."""
        seen = {function}
        waiting = [function]
        while waiting:
            for site in self._model.calls_in.get(waiting.pop(), ()):
                if self._touches(site):
                    return True
                for target in site.targets:
                    if target not in seen:
                        seen.add(target)
                        waiting.append(target)
        return False

    def hands_over_database(self, site: Site) -> bool:
        """Whether a call passes a session, connection or engine on."""
        return self._touches(site)

    def _touches(self, site: Site) -> bool:
        return any(self._model.kinds(part) & _DATABASE for part in _parts(site))


def _down(site: Site, ways: Mapping[Function, tuple[Site, ...]]) -> tuple[Site, ...]:
    if is_awaited(site) and (site.externals or any(target.is_async for target in site.targets)):
        return ()
    plain = (target for target in site.targets if not target.is_async and not target.is_generator)
    return next((ways[target] for target in plain if target in ways), ())


def given(site: Site) -> Iterator[ast.expr]:
    """Yield the arguments of a call."""
    yield from site.node.args
    yield from (keyword.value for keyword in site.node.keywords)


def _parts(site: Site) -> Iterator[ast.AST]:
    yield from given(site)
    if isinstance(site.node.func, ast.Attribute):
        yield site.node.func.value
    else:
        yield site.node.func


def possible(site: Site) -> list[str]:
    """Return the external names that a call can have; of an unknown object's, those that tell what they do."""
    method = getattr(site.node.func, "attr", "")
    if method in METHODS and not site.externals and not site.targets and len([*given(site)]) > 1:
        return [method]
    return [name for name in site.externals if _exists(name)]


@lru_cache(maxsize=10_000)
def _exists(name: str) -> bool:
    """Whether a method can be there: the value of `folder / "name"` may be a str, but that has no `read_bytes`."""
    owner, _, method = name.rpartition(".")
    cls = getattr(builtins, owner.removeprefix("builtins."), None) if owner.startswith("builtins.") else None
    return cls is None or hasattr(cls, method)


def _is_of_a_type(site: Site) -> bool:
    """Whether a call is only made for arguments of some type: `if isinstance(source, Path): source.read_text()`."""
    function = site.function
    if function is None or not isinstance(function.node, FunctionNode):  # a module's own code, the block of `__main__`
        return False
    parameters = {parameter.arg for parameter in function.parameters}
    return any(
        isinstance(part, ast.Call)
        and isinstance(part.func, ast.Name)
        and part.func.id == "isinstance"
        and bool(part.args)
        and isinstance(part.args[0], ast.Name)
        and part.args[0].id in parameters
        for node in site.module.ancestors(site.node)
        if isinstance(node, ast.If)
        for part in ast.walk(node.test)
    )


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


def waits_for_database(name: str) -> bool:
    """Whether a method of a sync session, connection or engine does I/O at once; `session.query` does it later."""
    owner, _, method = name.rpartition(".")
    if owner == QUERY:
        return method in _SENDS
    later = (".query", ".begin", ".begin_nested", "sessionmaker.__call__", ".remove", ".close")
    return does(name) is not None and not name.endswith(later)


def _is_looped_over(site: Site) -> bool:
    """Whether what a call opens is gone through line by line: `with open(path) as lines: for line in lines: …`."""
    module, parent = site.module, site.module.parents.get(site.node)
    if isinstance(parent, ast.For | ast.comprehension):
        return parent.iter is site.node
    if not isinstance(parent, ast.withitem) or not isinstance(parent.optional_vars, ast.Name):
        return False
    name = parent.optional_vars.id
    return any(
        isinstance(node, ast.For | ast.comprehension) and isinstance(node.iter, ast.Name) and node.iter.id == name
        for node in ast.walk(module.parents[parent])
    )


def is_awaited(site: Site) -> bool:
    """Whether a call is awaited, so that it cannot be the blocking one of its name."""
    return isinstance(site.module.parents.get(site.node), ast.Await)
