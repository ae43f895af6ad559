"""Which schema goes with which mapped class, where objects are made with both: `Repository(session, Plan, PlanOut)`.

The values of `self.schema` and of `self.model` are those of all repositories; a schema is filled only from objects of
the class that it was given with.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.program.entities import Class
from aiolift.program.nodes import arguments
from aiolift.program.values import Cell, ClassValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiolift.analysis.model import Model, Site
    from aiolift.analysis.web.schemas import Schemas
    from aiolift.program.entities import Function

_Pairs = frozenset[tuple[Class, Class]]


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
                    known = {pair for pair in pairs if pair is not None} | self._asked.get(made, set())
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

    @cached_property
    def _asked(self) -> dict[Class, set[tuple[Class, Class]]]:
        """The schemas that methods are given for one call, with the mapped class of what they are called on.

        A schema that goes to a call of which nothing is known goes with any class.
        """
        found: dict[Class, set[tuple[Class, Class]]] = defaultdict(set)
        lost: set[Class] = set()
        for site in self._model.sites:
            if any(target.name == "__init__" for target in site.targets):
                continue
            schemas, _ = self._given(one for one in arguments(site.node) if not self._is_handed_on(site, one))
            if schemas and not site.targets:
                lost |= schemas if not site.externals else set()
            elif schemas and isinstance(site.node.func, ast.Attribute):
                for value in self._model.instances(site.node.func.value):
                    if isinstance(value.cls, Class):
                        mapped = self._mapped_of(value.cls, value)
                        for made in self._pairs if mapped else ():
                            if value.cls in made.mro():
                                found[made] |= {(schema, cls) for schema in schemas for cls in mapped}
        return {made: {pair for pair in pairs if pair[0] not in lost} for made, pairs in found.items()}

    def _mapped_of(self, cls: Class, value: Instance) -> set[Class]:
        """Return the mapped classes of an object: its type arguments, else those that its class is made with."""
        arguments_ = {
            inner.cls
            for part in value.of
            if not isinstance(part, Cell)
            for inner in part
            if isinstance(inner, Instance)
        }
        mapped = {one for one in arguments_ if isinstance(one, Class) and self._model.mapping.is_mapped(one)}
        made = (pairs for made, pairs in self._pairs.items() if cls in made.mro())
        return mapped or {pair[1] for pairs in made for pair in pairs if pair is not None}

    def _is_handed_on(self, site: Site, node: ast.expr) -> bool:
        """Whether an argument is a parameter of the function around the call, or made of one: its callers count."""
        return site.function is not None and not any(
            isinstance(value, ClassValue) and value.cls.name == getattr(node, "id", getattr(node, "attr", None))
            for value in self._model.values(node)
        )

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
