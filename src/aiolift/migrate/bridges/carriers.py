"""Classes of the program whose objects carry a session, connection, engine or factory, or enter one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.model import external_kinds
from aiolift.migrate.bridges.globals import DATABASE
from aiolift.migrate.bridges.units import own
from aiolift.program.entities import Class
from aiolift.program.values import ClassValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.values import Value


class Carriers:
    """The classes that carry database objects in an attribute, directly or in another carrier, or `__enter__` one."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.classes: set[Class] = set()
        attributes = [(cls, values) for cls, given in model.attributes.items() for values in given.values()]
        found = {cls for cls in model.program.classes if self._enters(cls)}
        while found:
            self.classes |= found
            found = {cls for cls, values in attributes if self.holds(values)} - self.classes

    def __contains__(self, cls: object) -> bool:
        return isinstance(cls, Class) and any(found in self.classes for found in cls.mro())

    def holds(self, values: Iterable[Value]) -> bool:
        """Whether one of some values is a database object or carries one."""
        return any(
            isinstance(value, Instance) and (external_kinds(value) & DATABASE or value.cls in self) for value in values
        )

    def made_by(self, call: ast.Call) -> Iterator[Class]:
        """Yield the classes of the program that a call builds."""
        for value in self.model.values(call.func):
            if isinstance(value, ClassValue):
                yield value.cls

    def of(self, node: ast.AST) -> set[Class]:
        """Return the classes of the program that an expression is an instance of."""
        return {value.cls for value in self.model.instances(node) if isinstance(value.cls, Class)}

    def _enters(self, cls: Class) -> bool:
        enter = cls.methods.get("__enter__")
        return enter is not None and any(
            isinstance(node, ast.Return) and node.value is not None and self.model.kinds(node.value) & DATABASE
            for node in own(enter)
        )
