"""Objects that are read after a commit or a rollback of their async session has expired them.

Each function is walked in the order in which it runs (`expiry_walk`), with the names that hold expired objects;
branches are joined, and loops are gone through twice. What a call of the program's own does to objects is known from
walking what it calls.
"""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.objects.expiry_state import Expired, Summary
from aiolift.analysis.objects.expiry_walk import Walk
from aiolift.program.entities import Class, Function
from aiolift.program.values import Cell, Instance

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.analysis.objects.loading import Loading
    from aiolift.analysis.sessions.async_sessions import AsyncSessions
    from aiolift.program.values import Values


class Expiry:
    """The expired reads of `model`'s program."""

    def __init__(self, model: Model, sessions: AsyncSessions, loading: Loading) -> None:
        self.model = model
        self.sessions = sessions
        self.loading = loading
        self._summaries: dict[Function, Summary] = {}
        self.found: dict[tuple[ast.AST, str], Expired] = {}

    @cached_property
    def reads(self) -> tuple[Expired, ...]:
        """Every read of an expired object, the first per object and commit."""
        for function in self.model.program.functions:
            self.summary(function)
        return tuple(self.found.values())

    def summary(self, function: Function) -> Summary:
        """Return what calling a function does; a function that is being walked does nothing."""
        if function not in self._summaries:
            self._summaries[function] = Summary()
            if not isinstance(function.node, ast.Lambda) and function not in self.loading.islands:
                self._summaries[function] = Walk(self, function).run()
        return self._summaries[function]

    def mapped(self, node: ast.AST) -> bool:
        """Whether an expression is a mapped object, or a collection of some, and no other object of the program."""
        return self.are_mapped(self.model.values(node))

    def are_mapped(self, values: Values) -> bool:
        """Whether values are mapped objects, or collections of some, and no other object of the program."""
        found = [value for value in values if isinstance(value, Instance)]
        others = any(isinstance(one.cls, Class) and not self.model.mapping.is_mapped(one.cls) for one in found)
        return not others and any(self._holds(one, 2) for one in found)

    def _holds(self, value: Instance, depth: int) -> bool:
        if isinstance(value.cls, Class):
            return self.model.mapping.is_mapped(value.cls)
        if value.cls not in {"builtins.list", "builtins.tuple", "builtins.set", "sqlalchemy.ScalarResult"} or not depth:
            return False
        return any(
            self._holds(inner, depth - 1)
            for part in value.of
            for inner in (self.model.flow.places.get(part, ()) if isinstance(part, Cell) else part)
            if isinstance(inner, Instance)
        )

    def is_column(self, node: ast.Attribute) -> bool:
        """Whether an attribute is mapped, for every class that the object can be of."""
        classes = self.model.mapping.mapped(node.value)
        return (
            bool(classes)
            and self.mapped(node.value)
            and all(
                any(node.attr in base.names and node.attr not in base.methods for base in cls.mro())
                or self.model.mapping.find(cls, node.attr) is not None
                for cls in classes
            )
        )
