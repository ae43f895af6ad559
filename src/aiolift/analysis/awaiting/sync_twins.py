"""Calls that may be of a sync object as well as of its async twin: those in both branches of an `isinstance`.

A program that works with both has one name for either in places, and the flow of values knows nothing of branches.
"""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting.unawaited import gives_coroutine_when_called
from aiolift.analysis.model import external_kinds
from aiolift.knowledge.database import CONNECTION, ENGINE, SCOPED_SESSION, SESSIONS, does
from aiolift.program.entities import Function
from aiolift.program.values import External, FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.values import Value

#: What is of one kind: where a program opens sync connections only, an annotation as a sync session is a mistake still.
_KINDS = (SESSIONS | {SCOPED_SESSION}, frozenset({CONNECTION, ENGINE}))


class SyncTwins:
    """The calls of `model`'s program that are made on both a sync and an async object."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._makes = cache(self._is_made)

    def may_be_sync(self, site: Site) -> bool:
        """Whether a call that may give a coroutine may as well be one that gives its value at once.

        What only an annotation says does not count: `session: Session = Depends(get_async_session)`.
        """
        values = self._model.values(site.node.func)
        for kind in _KINDS:
            if any(_is_method(value, kind) for value in values):
                return not self._is_mere_claim(site, kind)
        if site.function is not None and site.function.is_async:
            return False
        # a function that cannot await, and may have got the sync one of two classes
        methods = [value for value in values if isinstance(value, FunctionValue) and value.function.owner is not None]
        plain = [value.function for value in methods if not self._gives(value)]
        return any(_is_apart(other, value.function) for value in methods if self._gives(value) for other in plain)

    def _gives(self, value: Value) -> bool:
        return gives_coroutine_when_called(self._model, [value])

    def _is_mere_claim(self, site: Site, kind: frozenset[str]) -> bool:
        """Whether nothing but an annotation makes the object of a call a sync one."""
        parameter = self._parameter(site)
        if parameter is None:
            return not self._makes(kind)
        provided = list(self._provided(parameter))
        return bool(provided) and not any(_is_of(value, kind) for value in provided)

    def _parameter(self, site: Site) -> ast.arg | None:
        """Return the parameter that a call is made on."""
        match site.node.func:
            case ast.Attribute(value=ast.Name(id=name) as receiver):
                holder = self._model.scope(site.module, receiver).holder(name)
                parameters = holder.parameters if isinstance(holder, Function) else []
                return next((parameter for parameter in parameters if parameter.arg == name), None)
        return None

    def _provided(self, parameter: ast.arg) -> Iterator[Value]:
        """Yield what FastAPI gives a parameter, as the bodies of its providers have it."""
        for provider in self._model.providers.get(parameter, ()):
            for place in ("yield", "return"):
                yield from self._model.flow.read((provider, place))

    def _is_made(self, kind: frozenset[str]) -> bool:
        """Whether the program makes objects of a kind."""
        return any(
            _is_of(value, kind)
            for site in self._model.sites
            if site.externals and not site.targets
            for value in self._model.values(site.node)
        )


def _is_apart(one: Function, other: Function) -> bool:
    """Whether neither of two methods overrides the other."""
    assert one.owner is not None
    assert other.owner is not None
    return one.owner not in other.owner.mro() and other.owner not in one.owner.mro()


def _is_method(value: Value, kind: Collection[str]) -> bool:
    return isinstance(value, External) and value.name.rpartition(".")[0] in kind and does(value.name) is not None


def _is_of(value: Value, kind: Collection[str]) -> bool:
    return isinstance(value, Instance) and not external_kinds(value).isdisjoint(kind)
