"""Which schema goes with which mapped class, where objects are made with both: `Repository(session, Plan, PlanOut)`.

The values of `self.schema` and of `self.model` are those of all repositories; a schema is filled only from objects of
the class that it was given with.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.program.nodes import arguments
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable

    from aiolift.analysis.model import Model, Site
    from aiolift.analysis.web.schemas import Schemas
    from aiolift.program.entities import Class, Function

_Pairs = frozenset[tuple["Class", "Class"]]


class Pairings:
    """The pairs of `model`'s program."""

    def __init__(self, model: Model, schemas: Schemas) -> None:
        self._model = model
        self._schemas = schemas
        self._known: dict[Class, tuple[_Pairs, _Pairs]] = {}

    def is_foreign(self, function: Function | None, cls: Class) -> bool:
        """Whether a method's object is made with other mapped classes than this one, which its kin are made with."""
        own, kin = self._around(function)
        return any(cls is other for _, other in kin) and not any(cls is other for _, other in own)

    def are_apart(self, function: Function | None, schema: Class, cls: Class) -> bool:
        """Whether the objects that a method is called on are made with either of two classes, and never with both."""
        own, kin = self._around(function)
        return (
            (schema, cls) not in own and any(schema is one for one, _ in kin) and any(cls is other for _, other in kin)
        )

    def _around(self, function: Function | None) -> tuple[_Pairs, _Pairs]:
        """Return the pairs of a method's class and its heirs, and those of all that share a base with it."""
        owner = function.owner if function is not None else None
        if owner is None:
            return frozenset(), frozenset()
        if owner not in self._known:
            own: set[tuple[Class, Class]] = set()
            kin: set[tuple[Class, Class]] = set()
            is_clear = True
            for made, pairs in self._pairs.items():
                if not set(made.mro()).isdisjoint(owner.mro()):
                    is_clear = is_clear and None not in pairs
                    known = {pair for pair in pairs if pair is not None}
                    kin |= known
                    own |= known if owner in made.mro() else set()
            self._known[owner] = (frozenset(own), frozenset(kin)) if own and is_clear else (frozenset(), frozenset())
        return self._known[owner]

    @cached_property
    def _pairs(self) -> dict[Class, set[tuple[Class, Class] | None]]:
        """The schema and the mapped class that each class is made with; None where it is given several."""
        found: dict[Class, set[tuple[Class, Class] | None]] = defaultdict(set)
        for site in self._model.sites:
            if any(target.name == "__init__" for target in site.targets):
                schemas, mapped = self._given(arguments(site.node))
                if not schemas or not mapped:
                    continue
                is_clear = len(schemas) == len(mapped) == 1
                if is_clear or not _passes_on(site):
                    pair = (schemas.pop(), mapped.pop()) if is_clear else None
                    for made in self._made(site):
                        found[made].add(pair)
        return found

    def _given(self, given: Iterable[ast.expr]) -> tuple[set[Class], set[Class]]:
        """Return the schemas and the mapped classes among some arguments."""
        classes = {value.cls for node in given for value in self._model.values(node) if isinstance(value, ClassValue)}
        mapped = {cls for cls in classes if self._model.mapping.is_mapped(cls)}
        return {cls for cls in classes - mapped if self._schemas.is_schema(cls)}, mapped

    def _made(self, site: Site) -> set[Class]:
        """Return the classes whose objects a call makes, or initialises by `super().__init__(…)`."""
        made = {value.cls for value in self._model.values(site.node.func) if isinstance(value, ClassValue)}
        if not made and _passes_on(site) and site.function is not None and site.function.owner is not None:
            made = {site.function.owner}
        return made


def _passes_on(site: Site) -> bool:
    """Whether a call stands in an `__init__`, which may hand on what it is given."""
    return site.function is not None and site.function.name == "__init__"
