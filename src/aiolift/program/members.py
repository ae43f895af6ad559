"""What the attributes of values are: along the bases of a class, its metaclass, and outside of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.program.annotations import Annotations
from aiolift.program.dispatch import REGISTERS
from aiolift.program.entities import Class
from aiolift.program.values import NOTHING, ClassValue, External, FunctionValue, Instance, ModuleValue

if TYPE_CHECKING:
    from aiolift.program.values import Value, Values

_PROPERTIES = frozenset({
    "builtins.property", "functools.cached_property", "pydantic.computed_field", "sqlalchemy.orm.declared_attr",
    "sqlalchemy.ext.hybrid.hybrid_property", "sqlalchemy.ext.declarative.declared_attr",
})  # fmt: skip
#: `node.parent.parent.…` in a loop would grow for ever.
_MOST_DOTS = 12


class Members(Annotations):
    """Looks attributes up."""

    def attribute(self, owners: Values, name: str) -> Values:
        """Return what `.name` of the values is."""
        if len(owners) == 1:
            return self._attribute(next(iter(owners)), name)
        found: set[Value] = set()
        for owner in owners:
            found |= self._attribute(owner, name)
        return frozenset(found)

    def _attribute(self, owner: Value, name: str) -> Values:
        if isinstance(owner, Instance):
            cls = owner.cls
            if not isinstance(cls, str):
                return self.member(cls, name, owner)
            found = self.library.attribute(owner, name)
            if found is not None:
                return found
            given = self.read(("attribute", cls, name))
            return given or self._below(cls, name, owner)
        match owner:
            case ClassValue(cls):
                return self.member(cls, name, owner)
            case External(dotted):
                given = self.read(("attribute", dotted, name))
                return given or self._below(dotted, name, None)
            case ModuleValue(module):
                top = self.program.scopes[module.tree]
                if name in top.names:
                    return self.read((top, name))
                sub = self.submodule(module, name)
                return frozenset([ModuleValue(sub)]) if sub else NOTHING
            case FunctionValue(function, receiver, _) if name in {"__wrapped__", "func"}:
                return frozenset([FunctionValue(function, receiver)])
            case FunctionValue(function):  # what a library's decorator made of it: a command, a task, a cache
                self.carries(function)
                return frozenset(
                    External(self.library.canonical(f"{made}.{name}"))
                    for made in function.decorators
                    if made not in REGISTERS
                )
        return NOTHING

    def _below(self, dotted: str, name: str, receiver: Instance | None) -> Values:
        if dotted.count(".") > _MOST_DOTS:
            return NOTHING
        return frozenset([External(self.library.canonical(f"{dotted}.{name}"), receiver)])

    def member(self, cls: Class, name: str, receiver: Value | None) -> Values:
        """Look an attribute up along the bases of a class, then in its subclasses, which may have what a base reads."""
        for found in cls.mro():
            if name in found.names:
                values = self.read((found, name))
                return self._bound(values, receiver) | self.read((found, "self", name))
            if own := self.read((found, "self", name)):
                return own
        if isinstance(receiver, ClassValue) and (given := self._of_metaclass(receiver, name)):
            return given
        for external in cls.externals():
            base = Instance(external)
            known = self.library.attribute(base, name)
            if known is not None:
                return known
            if given := self.read(("attribute", external, name)):
                return given
        found_below: set[Value] = set()
        for below in cls.descendants():
            if name in below.names:
                found_below |= self._bound(self.read((below, name)), receiver)
            found_below |= self.read((below, "self", name))
            for external in below.externals():
                found_below |= self.read(("attribute", external, name))
        if found_below:
            return frozenset(found_below)
        return frozenset(
            External(self.library.canonical(f"{external}.{name}"), receiver if isinstance(receiver, Instance) else None)
            for external in cls.externals()
            if external not in {"abc.ABC", "typing.Generic", "typing.Protocol", "builtins.object"}
        )

    def _of_metaclass(self, cls: ClassValue, name: str) -> Values:
        """Return what a class reads of its metaclass: it is to it what an instance is to a class."""
        for meta in cls.cls.meta():
            if name not in meta.names:
                continue
            found: set[Value] = set()
            for value in self.read((meta, name)):
                if not isinstance(value, FunctionValue) or value.receiver is not None:
                    found.add(value)
                elif self.carries(value.wrapped or value.function, *_PROPERTIES):
                    found |= self.returned(value.wrapped or value.function, cls)
                else:
                    found.add(FunctionValue(value.function, cls, value.wrapped))
            return frozenset(found)
        return NOTHING

    def _bound(self, values: Values, receiver: Value | None) -> Values:
        for value in values:
            if isinstance(value, FunctionValue):
                return self._methods(values, receiver)
        return values

    def _methods(self, values: Values, receiver: Value | None) -> Values:
        found: set[Value] = set()
        for value in values:
            if not isinstance(value, FunctionValue) or value.receiver is not None:
                found.add(value)
                continue
            inner = value.wrapped or value.function
            if not getattr(inner.node, "decorator_list", None):
                is_method = isinstance(receiver, Instance) and inner.owner is not None
                found.add(FunctionValue(value.function, receiver, value.wrapped) if is_method else value)
            elif self.carries(inner, *_PROPERTIES) and isinstance(receiver, Instance):
                found |= self.returned(inner, receiver)
            elif self.carries(inner, "builtins.staticmethod"):
                found.add(value)
            elif self.carries(inner, "builtins.classmethod"):
                cls = receiver.cls if isinstance(receiver, Instance) else getattr(receiver, "cls", None)
                bound = ClassValue(cls) if isinstance(cls, Class) else None
                found.add(FunctionValue(value.function, bound, value.wrapped))
            elif isinstance(receiver, Instance) and inner.owner is not None:
                found.add(FunctionValue(value.function, receiver, value.wrapped))
            else:
                found.add(value)
        return frozenset(found)
