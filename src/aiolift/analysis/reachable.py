"""Which functions run because another one does, and the calls that lead there."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.web.dependencies import called, is_endpoint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function

#: Decorators that keep what a function gave: its body runs once for each set of arguments.
KEEPING = ("functools.lru_cache", "functools.lru_cache()", "functools.cache", "functools.cached_property",
            "async_lru.alru_cache", "async_lru.alru_cache()", "aiocache.cached()")  # fmt: skip


class Reachable:
    """The calls of a program, seen from the functions that make them."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def from_(self, roots: Iterable[Function]) -> dict[Function, tuple[Site, ...]]:
        """Return the functions that run because the roots do, each with the calls from a root to it."""
        found: dict[Function, tuple[Site, ...]] = dict.fromkeys(roots, ())
        waiting = list(found)
        for function in waiting:  # which grows meanwhile
            for site in self._model.calls_in.get(function, ()):
                for target in site.targets:
                    if target not in found and not target.has(*KEEPING):
                        found[target] = (*found[function], site)
                        waiting.append(target)
        return found

    @cached_property
    def per_request(self) -> dict[Function, tuple[Site, ...]]:
        """The functions that run for every request of a FastAPI service, each with the calls that lead to it."""
        roots = [function for function in self._model.program.functions if is_endpoint(function)]
        for site in self._model.sites:
            if "fastapi.Depends" in site.externals:
                roots += called(self._model, site.node.args[:1])
        return self.from_(dict.fromkeys(root for root in roots if not root.has(*KEEPING)))
