"""The async sessions of a program: what is called on them, what holds one, and whether they expire on commit."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.relationships import keyword
from aiolift.knowledge.coroutines import ASYNC_SCOPED_SESSION
from aiolift.knowledge.database import ASYNC_SESSIONS, SESSIONMAKER
from aiolift.program.entities import Class, Function
from aiolift.program.fixtures import is_fixture, is_test
from aiolift.program.values import Cell, FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.values import Values

_MAKERS = ASYNC_SESSIONS | {"sqlalchemy.ext.asyncio.async_sessionmaker", SESSIONMAKER}
_NESTED = 3


class AsyncSessions:
    """The async sessions of `model`'s program.

    :param kinds: the classes that count as one: AsyncConnection, too, where it makes no difference.
    """

    def __init__(self, model: Model, kinds: frozenset[str] = ASYNC_SESSIONS) -> None:
        self._model = model
        self._kinds = kinds
        self._keeping: dict[tuple[Class, int], bool] = {}

    def method(self, site: Site) -> str | None:
        """Return the method of an async session that a call is, as `commit`; None for other calls."""
        for name in site.externals:
            owner, _, method = name.rpartition(".")
            if owner in ASYNC_SESSIONS or owner == ASYNC_SCOPED_SESSION:
                return method
        return None

    def is_session(self, node: ast.AST) -> bool:
        """Whether an expression is an async session."""
        return not self._kinds.isdisjoint(self._model.kinds(node))

    def is_factory(self, node: ast.AST) -> bool:
        """Whether an expression is what makes async sessions: a class, an `async_sessionmaker`."""
        return any(
            getattr(value, "name", getattr(value, "cls", None)) in _MAKERS
            and not (isinstance(value, Instance) and value.cls in ASYNC_SESSIONS)
            for value in self._model.values(node)
        )

    def makes(self, site: Site) -> bool:
        """Whether a call makes an async session."""
        return self.is_factory(site.node.func) and self.is_session(site.node)

    def holds(self, node: ast.AST) -> bool:
        """Whether an expression is an object of the program that keeps an async session in an attribute."""
        return self._held(self._model.values(node), _NESTED)

    def _held(self, values: Values, depth: int) -> bool:
        classes = (value.cls for value in values if isinstance(value, Instance))
        return any(isinstance(cls, Class) and self._keeps(cls, depth) for cls in classes)

    def _keeps(self, cls: Class, depth: int) -> bool:
        """Whether an object keeps a session, or another object that does, to some depth."""
        if (cls, depth) not in self._keeping:
            self._keeping[cls, depth] = any(
                any(self._is_session(one) for one in kept) or (depth > 0 and self._held(kept, depth - 1))
                for kept in self._kept(cls)
            )
        return self._keeping[cls, depth]

    def _is_session(self, value: object) -> bool:
        if not isinstance(value, Instance):
            return False
        return bool(({value.cls} if isinstance(value.cls, str) else set(value.cls.externals())) & self._kinds)

    def _kept(self, cls: Class) -> Iterator[Values]:
        for found in cls.mro():
            for place, values in self._attributes.get(found, ()):
                del place
                yield values

    @cached_property
    def _attributes(self) -> dict[Class, list[tuple[str, Values]]]:
        found: dict[Class, list[tuple[str, Values]]] = {}
        for place, values in self._model.flow.places.items():
            match place:
                case (Class() as cls, "self", str(name)):
                    found.setdefault(cls, []).append((name, values))
        return found

    @cached_property
    def committing(self) -> frozenset[Function]:
        """The functions that commit or roll back, themselves or through what they call."""
        found = {
            site.function
            for site in self._model.sites
            if site.function is not None and self.method(site) in {"commit", "rollback"}
        }
        waiting = list(found)
        for function in waiting:  # which grows meanwhile
            for site in self._model.callers.get(function, ()):
                if site.function is not None and site.function not in found:
                    found.add(site.function)
                    waiting.append(site.function)
        return frozenset(found)

    def carried(self, node: ast.AST) -> Iterator[ast.expr]:
        """Yield the variables of an expression that are sessions, hold one, or are functions around one of outside."""
        for part in ast.walk(node):
            if isinstance(part, ast.Name | ast.Attribute) and isinstance(part.ctx, ast.Load):
                if self.is_session(part) or self.holds(part):
                    yield part
                elif isinstance(part, ast.Name):
                    yield from self._enclosed(part)

    def _enclosed(self, name: ast.Name) -> Iterator[ast.expr]:
        for value in self._model.values(name):
            if isinstance(value, FunctionValue) and isinstance(value.function.parent, Function):
                for part in ast.walk(value.function.node):
                    inside = isinstance(part, ast.Name) and part.id in value.function.names
                    if isinstance(part, ast.Name) and not inside and self.is_session(part):
                        yield part

    # -- expiry --------------------------------------------------------------------------------------------------------

    def expires(self, node: ast.AST) -> bool:
        """Whether a commit of a session surely expires its objects: nothing says `expire_on_commit=False`.

        Where it is not known who made the session, all that the program makes outside of tests must agree.
        """
        makers = [
            part.node for value in self._model.instances(node) for part in value.of if isinstance(part, Cell)
        ] or self._makers
        calls = [maker for maker in makers if isinstance(maker, ast.Call)]
        return bool(calls) and all(_expires(call) for call in calls)

    @cached_property
    def _makers(self) -> list[ast.AST]:
        found: list[ast.AST] = []
        for site in self._model.sites:
            tested = site.function is not None and (is_test(site.function) or is_fixture(site.function))
            if not tested and "test" not in site.module.name and self._is_maker(site):
                found.append(site.node)
        return found

    def _is_maker(self, site: Site) -> bool:
        if "sqlalchemy.orm.sessionmaker" in site.externals:
            return any(ASYNC_SESSIONS & _names(value) for value in self._model.values(site.node))
        return bool(_MAKERS & set(site.externals))


def _names(value: object) -> set[str]:
    parts = value.of if isinstance(value, Instance) else ()
    return {str(one.cls) for part in parts if not isinstance(part, Cell) for one in part if isinstance(one, Instance)}


def _expires(call: ast.Call) -> bool:
    if any(given.arg is None for given in call.keywords):
        return False  # `**options` may say anything
    given = keyword(call, "expire_on_commit")
    return given is None or (isinstance(given, ast.Constant) and given.value is True)
