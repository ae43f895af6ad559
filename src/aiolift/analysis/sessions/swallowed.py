"""Errors of a session's flush or commit that are swallowed, although the session goes on being used."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.following import can_follow
from aiolift.analysis.objects import failed_objects
from aiolift.analysis.sessions.error_handlers import HANDLING, Handler, always_raises, handlers, is_caught, named
from aiolift.program.entities import own
from aiolift.program.fixtures import is_among_tests
from aiolift.program.nodes import root

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.analysis.objects.loading import Loading
    from aiolift.analysis.sessions.async_sessions import AsyncSessions
    from aiolift.analysis.sessions.committing_units import CommittingUnit
    from aiolift.analysis.sessions.traces import Traces
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

_WRITES = frozenset({"insert", "update", "delete"})
_ASKS = frozenset({"execute", "exec", "scalars", "scalar"})
_GIVES = frozenset({"get", "get_one", "refresh", "merge", "delete", "stream", "stream_scalars"})
_USES = frozenset({"flush", "commit", *_GIVES, *_ASKS})
_ENDS = frozenset({"rollback", "invalidate", "reset"})
#: What leaves nothing of a session to be used; at the end of a function it is too late.
_CLOSES = frozenset({"close", "aclose", "close_all"})
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
#: So many callers up, a use of the session is looked for.
_DEPTH = 2


@dataclass(frozen=True, eq=False)
class Swallowed:
    """An error that ends in a handler.

    :param handler: the exception class that the handler names, the handler itself, or the call of `suppress`.
    :param failing: the call that raises it.
    :param later: how the session is used afterwards, to stand behind "and": `session.commit() follows`.
    """

    module: Module
    handler: ast.AST
    failing: ast.Call
    later: str


class SwallowedErrors:
    """The swallowed errors of `model`'s program.

    :param units: the units of work that commit by themselves, after whatever is swallowed in them.
    """

    def __init__(
        self,
        model: Model,
        sessions: AsyncSessions,
        traces: Traces,
        units: Iterable[CommittingUnit],
        loading: Loading,
    ) -> None:
        self._model = model
        self._sessions = sessions
        self._traces = traces
        self._units = units
        self._loading = loading

    def find(self) -> Iterator[Swallowed]:
        """Yield them, in the order of the text."""
        for module in self._model.program.modules:
            for node in module.nodes(*HANDLING):
                for handler in handlers(self._model, node):
                    function = self._model.function(module, handler.block)
                    if function is None or self._is_answered(module, handler, function):
                        continue
                    found = self._after(module, handler, function)
                    if found is not None:
                        yield Swallowed(module, handler.node, *found)

    # -- handlers ------------------------------------------------------------------------------------------------------

    def _is_answered(self, module: Module, handler: Handler, function: Function) -> bool:
        """Whether a handler raises, or the function rolls the session back or closes it, then or later."""
        for node in handler.parts:
            if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and always_raises(self._model, node)):
                return True
            if self._ends(node, _CLOSES):
                return True
        last = getattr(handler.block, "finalbody", [])
        if any(self._ends(node, _CLOSES) for statement in last for node in ast.walk(statement)):
            return True
        inside = {node for statement in handler.block.body for node in ast.walk(statement)}
        return self._is_ended(module, function, handler.block, inside)

    def _is_ended(
        self, module: Module, function: Function, place: ast.AST, apart: frozenset[ast.AST] | set[ast.AST] = frozenset()
    ) -> bool:
        """Whether a function ends a session's transaction, otherwise than by leaving the blocks around a place."""
        around = {
            item.context_expr
            for outer in module.ancestors(place)
            if isinstance(outer, ast.With | ast.AsyncWith)
            for item in outer.items
        }
        return any(node not in apart | around and self._ends(node) for node in ast.walk(function.node))

    def _ends(self, node: ast.AST, methods: frozenset[str] = _ENDS) -> bool:
        """Whether a node ends a session's transaction: `session.rollback()`, or a function that does so."""
        if not isinstance(node, ast.Call):
            return False
        if isinstance(node.func, ast.Attribute) and node.func.attr in methods:
            return True
        site = self._model.site(node)
        return site is not None and any(target in self._ending for target in site.targets)

    @cached_property
    def _ending(self) -> set[Function]:
        return {
            site.function
            for site in self._model.sites
            if site.function is not None and self._sessions.method(site) in _ENDS
        }

    # -- what fails ----------------------------------------------------------------------------------------------------

    def _failing(self, module: Module, handler: Handler) -> Iterator[Site]:
        """Yield the calls of a block that can leave a session of outside in need of a rollback."""
        for statement in handler.block.body:
            for node in [statement, *own(statement)]:
                site = self._model.site(node) if isinstance(node, ast.Call) else None
                if site is None or self._has_scope(_between(module, node, handler.block)):
                    continue
                method = self._sessions.method(site)
                if method in {"flush", "commit"} or (method in _ASKS and handler.is_broad and self._is_write(site)):
                    if not self._is_made_in(site, handler.block):
                        yield site
                elif any(target in self._flushing for target in site.targets):
                    yield site

    def _is_write(self, site: Site) -> bool:
        return any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name | ast.Attribute)
            and named(self._model, node.func) & _WRITES
            for argument in site.node.args[:1]
            for node in ast.walk(argument)
        )

    def _is_scope(self, item: ast.withitem) -> bool:
        call = item.context_expr
        begins = isinstance(call, ast.Call) and getattr(call.func, "attr", "") in {"begin", "begin_nested"}
        bound = item.optional_vars
        return begins or any(
            self._sessions.is_session(node) or self._sessions.holds(node) for node in (call, bound) if node is not None
        )

    def _is_made_in(self, site: Site, block: ast.AST) -> bool:
        name = root(site.node.func)
        return any(
            isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
            for node in ast.walk(block)
        )

    @cached_property
    def _flushing(self) -> set[Function]:
        """The functions that flush or commit a session that they are given, and leave the errors to their callers."""
        found = {
            site.function
            for site in self._model.sites
            if site.function is not None
            and self._sessions.method(site) in {"flush", "commit"}
            and self._is_given(site.function, root(site.node.func))
            and not is_caught(self._model, site)
        }
        waiting = list(found)
        while waiting:
            for site in self._model.callers.get(waiting.pop(), ()):
                function = site.function
                if function is None or function in found or is_caught(self._model, site):
                    continue
                if not self._opens(function):
                    found.add(function)
                    waiting.append(function)
        return {function for function in found if not any(self._ends(node) for node in ast.walk(function.node))}

    def _is_given(self, function: Function, name: str) -> bool:
        arguments = getattr(function.node, "args", None)
        return arguments is not None and name in {parameter.arg for parameter in function.parameters}

    def _opens(self, function: Function) -> bool:
        """Whether a function works in a session, a transaction or a savepoint of its own."""
        made = any(self._sessions.makes(site) for site in self._model.calls_in.get(function, ()))
        return made or self._has_scope(ast.walk(function.node))

    def _has_scope(self, nodes: Iterable[ast.AST]) -> bool:
        return any(isinstance(node, ast.AsyncWith) and any(map(self._is_scope, node.items)) for node in nodes)

    # -- what follows --------------------------------------------------------------------------------------------------

    def _after(self, module: Module, handler: Handler, function: Function) -> tuple[ast.Call, str] | None:
        """Return what fails and how the session is used when it has failed."""
        for failing in self._failing(module, handler):
            last = handler.body[-1] if handler.body else None
            later = None
            if not isinstance(last, ast.Return):
                later = self._use(function, handler.block, failing, repeated=not isinstance(last, ast.Break))
            later = later or self._committed(failing)
            if later is None and self._is_from_outside(function, failing):
                later = self._in_callers(function, _DEPTH)
            if later is None and self._flushes(failing):
                later = failed_objects.read(self._model, self._loading, module, handler, function)
            if later is not None:
                return failing.node, later
        return None

    def _flushes(self, site: Site) -> bool:
        return self._sessions.method(site) in {"flush", "commit"} or not self._flushing.isdisjoint(site.targets)

    def _is_from_outside(self, function: Function, failing: Site) -> bool:
        """Whether a function is given the session of a call, or the object that holds it."""
        given = [argument for argument in failing.node.args if self._sessions.is_session(argument)]
        return any(self._is_given(function, root(node)) for node in (failing.node.func, *given))

    def _use(self, function: Function, place: ast.AST, failing: Site | None, *, repeated: bool) -> str | None:
        """Return the use of a session that follows a place in a function, or that its loop comes back to."""
        module = function.module
        loop = _loop(module, place, function) if repeated else None
        if loop is not None and self._has_scope(_between(module, place, loop)):
            loop = None  # each time round has a session of its own
        for site in self._model.calls_in.get(function, ()):
            if not self._is_use(site) or (failing is not None and not _is_same(failing, site, self._sessions)):
                continue
            if loop is not None and loop in module.ancestors(site.node):
                return f"`{module.headline(site.node)}` is called again in the loop"
            if module.start(site.node) > module.end(place) and can_follow(module, place, site.node):
                return f"`{module.headline(site.node)}` follows"
        return None

    def _is_use(self, site: Site) -> bool:
        method = self._sessions.method(site)
        return method in _USES or (method is None and any(target in self._touching for target in site.targets))

    def _committed(self, failing: Site) -> str | None:
        """Return the unit of work that goes on to commit the session that a call is of, or is given."""
        given = [*failing.node.args, *(keyword.value for keyword in failing.node.keywords)]
        for node in (getattr(failing.node.func, "value", None), *given):
            for unit, nodes in self._commits:
                if node in nodes and failing.function not in unit.owners:
                    return f"{unit.name} commits at its end"
        return None

    @cached_property
    def _commits(self) -> list[tuple[CommittingUnit, set[ast.AST]]]:
        """The expressions that are the session of each unit of work that commits by itself."""
        return [(unit, self._traces.of(unit.module, *unit.sessions).nodes) for unit in self._units]

    def _in_callers(self, function: Function, depth: int) -> str | None:
        for site in self._model.callers.get(function, ()) if depth else ():
            caller = site.function
            if caller is None or is_among_tests(site.module) or self._is_ended(site.module, caller, site.node):
                continue
            later = self._use(caller, site.node, None, repeated=True)
            if later is None and not self._opens(caller):
                later = self._in_callers(caller, depth - 1)
            if later is not None:
                return later
        return None

    @cached_property
    def _touching(self) -> set[Function]:
        """The functions that use a session which they are given."""
        callers: dict[Function, list[Function]] = defaultdict(list)
        found: set[Function] = set()
        for site in self._model.sites:
            if site.function is None:
                continue
            for target in site.targets:
                callers[target].append(site.function)
            if self._sessions.method(site) in _USES and self._is_given(site.function, root(site.node.func)):
                found.add(site.function)
        waiting = list(found)
        while waiting:
            for caller in callers[waiting.pop()]:
                if caller not in found and not self._opens(caller):
                    found.add(caller)
                    waiting.append(caller)
        return found


def _is_same(failing: Site, site: Site, sessions: AsyncSessions) -> bool:
    """Whether two calls are of one session, as far as their text tells."""
    if sessions.method(failing) is None or sessions.method(site) is None:
        return True
    first, second = failing.node.func, site.node.func
    assert isinstance(first, ast.Attribute)
    return isinstance(second, ast.Attribute) and ast.unparse(first.value) == ast.unparse(second.value)


def _loop(module: Module, node: ast.AST, function: Function) -> ast.AST | None:
    for outer in module.ancestors(node):
        if outer is function.node:
            return None
        if isinstance(outer, _LOOPS):
            return outer
    return None


def _between(module: Module, node: ast.AST, loop: ast.AST) -> Iterator[ast.AST]:
    for outer in module.ancestors(node):
        if outer is loop:
            return
        yield outer
