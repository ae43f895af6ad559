"""Methods that become async together: those that override one another, and what stands in for them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting.protocols import declarations
from aiolift.analysis.testing.stand_ins import stand_ins

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.program.entities import Class, Function

_PAIRS = {"__enter__": "__exit__", "__exit__": "__enter__", "__iter__": "__next__", "__next__": "__iter__"}
_FAMILIAL = {"__enter__", "__exit__", "__call__", "__iter__", "__next__"}


class Families:
    """The families of a program's methods."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._overriding: dict[tuple[Class | None, str], set[Function]] = {}

    def of(self, function: Function) -> set[Function]:
        """Return a method with its family; a function that is no method is its own."""
        found = self._paired(function)
        for stand_in in [other for member in found for other in self._stand_ins.get(member, ())]:
            found = found | self._paired(stand_in)
        return found

    @cached_property
    def _stand_ins(self) -> dict[Function, set[Function]]:
        found = stand_ins(self._model)
        for method, declared in declarations(self._model).items():
            found[method] |= declared
        return found

    def _paired(self, function: Function) -> set[Function]:
        pair = _PAIRS.get(function.name)
        if pair is None or function.owner is None:
            return self._overrides(function)
        found = self._overrides(function)
        for member in list(found):
            assert member.owner is not None
            for cls in (*member.owner.mro(), *member.owner.descendants()):
                if pair in cls.methods:
                    found = found | self._overrides(cls.methods[pair])
        return found

    def _overrides(self, function: Function) -> set[Function]:
        if function.owner is None or (function.name.startswith("__") and function.name not in _FAMILIAL):
            return {function}
        name = function.name
        known = self._overriding.get((function.owner, name))
        if known is not None:
            return known
        found: set[Function] = set()
        waiting = [function.owner]
        while waiting:  # in one class's order of bases, each overrides those behind it
            cls = waiting.pop()
            for below in (cls, *cls.descendants()):
                for base in below.mro():
                    if name in base.methods and base.methods[name] not in found:
                        found.add(base.methods[name])
                        waiting.append(base)
        self._overriding.update({(method.owner, name): found for method in found})  # which is the same for each of them
        return found
