"""SELECTs that ask for what belongs to one key, and the parameters of functions that become such a key."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.bindings import How, is_parameter
from aiolift.analysis.definitions import argument
from aiolift.analysis.event_loop.blocking_calls import is_awaited
from aiolift.analysis.statements.results import SELECTS
from aiolift.program.values import Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.bindings import Bindings
    from aiolift.analysis.model import Model, Site
    from aiolift.analysis.sessions.async_sessions import AsyncSessions
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

_GETS = {"get", "get_one"}
_ASKS = {"execute", "exec", "scalar", "scalars", "stream", "stream_scalars"}
_FILTERS = {"where", "filter", "filter_by", "having"}
#: Parts of a statement after which it is no plain read by a key: it locks its rows, or asks for many keys at once.
_OTHERWISE = {"with_for_update", "in_", "any_", "contains"}


class KeyedQueries:
    """The SELECTs of `model`'s async sessions."""

    def __init__(self, model: Model, sessions: AsyncSessions, bindings: Bindings) -> None:
        self._model = model
        self._sessions = sessions
        self._bindings = bindings
        self._known: dict[Function, dict[str, tuple[Site, ...]]] = {}

    def keys(self, site: Site) -> list[ast.expr]:
        """Return what an awaited call of a session filters its SELECT by; nothing where it sends none, or locks."""
        method = self._sessions.method(site)
        if not is_awaited(site) or method is None:
            return []
        given = {keyword.arg: keyword.value for keyword in site.node.keywords}
        if method in _GETS:
            keys = site.node.args[1:2] or ([given["ident"]] if "ident" in given else [])
            return [] if "with_for_update" in given else keys
        statement = site.node.args[0] if site.node.args else given.get("statement")
        if method not in _ASKS or statement is None:
            return []
        if _is_text(statement):
            return site.node.args[1:2] or ([given["params"]] if "params" in given else [])
        if not self._is_select(statement):
            return []
        keys = list(self._filters(site.module, statement, set()))
        return [] if _locks(statement) else keys

    def _is_select(self, statement: ast.expr) -> bool:
        values = self._model.values(statement)
        return bool(values) and all(isinstance(one, Instance) and one.cls in SELECTS for one in values)

    def _filters(self, module: Module, node: ast.expr, seen: set[ast.AST]) -> Iterator[ast.expr]:
        """Yield the arguments of the filters in a chain of calls, through the names that it is put together with.

        Each binding is followed once: of `query = query.where(…)` twenty times, the ways through are beyond counting.
        """
        match node:
            case ast.Call(func=ast.Attribute(value=before, attr=name)):
                if name in _FILTERS:
                    yield from node.args
                    yield from (keyword.value for keyword in node.keywords)
                yield from self._filters(module, before, seen)
            case ast.Name():
                holder = self._bindings.holder(module, node)
                for bound in self._bindings.of(holder, node.id) if holder is not None else ():
                    if bound.how is How.ASSIGNED and not bound.path and bound.value not in seen:
                        seen.add(bound.value)
                        yield from self._filters(module, bound.value, seen)

    def by_parameter(self, function: Function) -> dict[str, tuple[Site, ...]]:
        """Return the parameters that become the key of a SELECT when a coroutine function is awaited.

        Each comes with the calls from the function's body down to the one that sends the SELECT.
        """
        if function not in self._known:
            self._known[function] = {}  # for one that calls itself
            self._known[function] = dict(reversed(list(self._keyed(function))))
        return self._known[function]

    def _keyed(self, function: Function) -> Iterator[tuple[str, tuple[Site, ...]]]:
        if not function.is_async or function.is_generator:
            return
        for site in self._model.calls_in.get(function, ()):
            for key in self.keys(site):
                if not is_many(key):
                    yield from ((name, (site,)) for name in self._parameters(function, key))
            for given, below in self.handed(site):
                yield from ((name, (site, *below)) for name in self._parameters(function, given))

    def handed(self, site: Site) -> Iterator[tuple[ast.expr, tuple[Site, ...]]]:
        """Yield what an awaited call of the program's functions gives as a key, with the calls behind it."""
        if not is_awaited(site) or len(site.targets) != 1 or site.targets[0] is site.function:
            return
        for name, below in self.by_parameter(site.targets[0]).items():
            given = argument(site, site.targets[0], name)
            if given is not None:
                yield given, below

    def _parameters(self, function: Function, node: ast.expr) -> Iterator[str]:
        """Yield the parameters of a function that an expression in it is worked out of, sessions left out."""
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and is_parameter(function, part.id) and not self._sessions.is_session(part):
                yield part.id


def _is_text(statement: ast.expr) -> bool:
    """Whether a statement is the text of a SELECT."""
    match statement:
        case ast.Call(func=ast.Name(id="text") | ast.Attribute(attr="text"), args=[ast.Constant(value=str(text))]):
            return text.lstrip().lower().startswith("select") and " for update" not in text.lower()
    return False


def is_many(key: ast.expr) -> bool:
    """Whether a filter asks for many keys at once."""
    return any(isinstance(part, ast.Attribute) and part.attr in _OTHERWISE for part in ast.walk(key))


def _locks(statement: ast.expr) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr == "with_for_update" for part in ast.walk(statement))
