"""Which calls block: those of the table, and those of the program's own sync functions that reach one."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.knowledge.blocking import Blocking, blocking
from aiolift.knowledge.database import CONNECTION, ENGINE, SCOPED_SESSION, SESSIONMAKER, SESSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function

_DATABASE = SESSIONS | {CONNECTION, ENGINE, SCOPED_SESSION, SESSIONMAKER}


class BlockingCalls:
    """The blocking calls of `model`'s program."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def direct(self, site: Site) -> Blocking | None:
        """Return how a call of something external blocks, or None."""
        found = [kind for name in site.externals if (kind := blocking(name)) is not None]
        return found[0] if found and not site.targets else None

    def through(self, site: Site) -> Blocking | None:
        """Return how a call blocks inside of a sync function of the program, or None."""
        for target in site.targets:
            if target in self._functions and not target.is_generator and not target.is_async:
                return self._functions[target]
        return None

    @cached_property
    def _functions(self) -> dict[Function, Blocking]:
        """The sync functions that block when they are called, with the first thing that does."""
        found: dict[Function, Blocking] = {}
        waiting: list[Function] = []
        for site in self._model.sites:
            kind = self.direct(site)
            if kind is not None and site.function is not None and site.function not in found:
                found[site.function] = kind
                waiting.append(site.function)
        while waiting:
            function = waiting.pop()
            if function.is_async:
                continue
            for site in self._model.callers.get(function, ()):
                if site.function is not None and site.function not in found:
                    found[site.function] = found[function]
                    waiting.append(site.function)
        return found

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


def _parts(site: Site) -> Iterator[ast.AST]:
    yield from site.node.args
    yield from (keyword.value for keyword in site.node.keywords)
    if isinstance(site.node.func, ast.Attribute):
        yield site.node.func.value
    else:
        yield site.node.func
