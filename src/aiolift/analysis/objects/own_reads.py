"""What the properties and methods of mapped classes read of their own object: `room.label` reads `self.hotel`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.association_proxies import proxied_reads
from aiolift.analysis.objects.method_uses import MethodUses, is_property, method
from aiolift.analysis.objects.object_origins import Origins
from aiolift.analysis.objects.spared_reads import is_assigned, is_caught

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from aiolift.analysis.mapping.association_proxies import Proxy
    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.model import Model
    from aiolift.analysis.objects.lazy_reads import Read
    from aiolift.program.entities import Class, Function
    from aiolift.program.source import Module

_UNBOUND = ("builtins.staticmethod", "builtins.classmethod")
#: What a method asks that wants to know what is loaded before it reads.
_ASKS_STATE = {"inspect", "instance_state", "unloaded", "__dict__", "object_session", "async_object_session"}
#: How many properties and methods read one another before a read.
_DEEPEST = 4


@dataclass(frozen=True, eq=False)
class Inner:
    """One step down from a property or a method to what it reads.

    :param name: the property or the method, which says `node`.
    """

    module: Module
    node: ast.expr
    name: str


@dataclass(frozen=True, eq=False)
class OwnRead:
    """A relationship that a property or a method reads of the object that it belongs to.

    :param path: the relationships that lead from the object to the one that has `relationship`.
    :param way: the steps down; the last one is the read.
    """

    read: Read
    relationship: Relationship
    path: tuple[Relationship, ...]
    way: tuple[Inner, ...]


@dataclass(frozen=True, eq=False)
class Use:
    """An expression that runs a property or a method, and what that reads then.

    :param owner: the object that it runs for.
    :param function: the function that `node` stands in, or None for a module's own code.
    """

    module: Module
    node: ast.expr
    owner: ast.expr
    function: Function | None
    reads: tuple[OwnRead, ...]


class OwnReads:
    """The reads that the properties and methods of `model`'s mapped classes do for whoever asks for them.

    A method that looks whether something is loaded, or catches the error, does none. Nor does one that is left by a
    parameter's word alone: its callers know.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._origins = Origins(model)
        self._of: dict[Function, list[OwnRead]] = defaultdict(list)
        self._uses = MethodUses(model)
        self._proxied = [self._through_proxy(*found) for found in proxied_reads(model) if found[2][-1].is_lazy]
        last = self._direct()
        for _ in range(_DEEPEST):
            last = self._through(last)

    def of(self, cls: Class, name: str) -> tuple[OwnRead, ...]:
        """Return what reading a property of an object of a class reads; none where it is no property."""
        found = method(cls, name)
        return tuple(self._of.get(found, ())) if found is not None and is_property(found) else ()

    def uses(self) -> Iterator[Use]:
        """Yield where such properties are read, and such methods called."""
        for function in list(self._of):
            for use in self._uses.of(function.name):
                if function in self._uses.targets(use):
                    where = self._model.function(use.module, use.node)
                    yield Use(use.module, use.node, use.owner, where, tuple(self._of[function]))
        for one in self._proxied:
            yield Use(one.read.module, one.read.node, one.read.node.value, one.read.function, (one,))

    def _through_proxy(self, read: Read, proxy: Proxy, path: tuple[Relationship, ...]) -> OwnRead:
        return OwnRead(read, path[-1], path[:-1], (Inner(proxy.owner.module, proxy.call, proxy.name),))

    def _direct(self) -> list[Function]:
        """Note the reads that stand in methods themselves, and return these methods."""
        found: dict[Function, None] = {}
        for own in (*self._plain(), *self._proxied):
            read, within = own.read, own.read.function
            if within is None or not _is_method(within) or is_caught(read) or _asks_state(within):
                continue
            if is_assigned(read.module, within, read.node.value, read.node.attr):
                continue
            path = self._path(read.module, read.node.value, within)
            if path is not None:
                step = Inner(read.module, read.node, within.name)
                self._of[within].append(replace(own, path=(*path, *own.path), way=(step, *own.way)))
                found[within] = None
        return list(found)

    def _plain(self) -> Iterator[OwnRead]:
        """Yield the reads of relationships that can be of a method's object."""
        for read in self._model.lazy_reads:
            lazy = [one for one in read.relationships if one.is_lazy]
            if read.certain and lazy and (lazy[0].several or not read.is_store):
                yield OwnRead(read, lazy[0], (), ())

    def _through(self, last: list[Function]) -> list[Function]:
        """Note what methods read by those that the last round has found, and return them."""
        found: dict[Function, None] = {}
        new: list[tuple[Function, OwnRead]] = []
        for inner in last:
            for use in self._uses.of(inner.name):
                outer = self._model.function(use.module, use.node)
                if outer is None or outer is inner or not _is_method(outer) or inner not in self._uses.targets(use):
                    continue
                path = self._path(use.module, use.owner, outer)
                if path is None or _asks_state(outer):
                    continue
                step = Inner(use.module, use.node, outer.name)
                new += [
                    (outer, OwnRead(one.read, one.relationship, (*path, *one.path), (step, *one.way)))
                    for one in self._of[inner]
                    if not {*path} & {*one.path, one.relationship}
                ]
        for outer, one in new:
            if all((one.path, one.relationship) != (known.path, known.relationship) for known in self._of[outer]):
                self._of[outer].append(one)
                found[outer] = None
        return list(found)

    def _path(self, module: Module, node: ast.expr, within: Function) -> tuple[Relationship, ...] | None:
        """Return the relationships that lead from a method's object to that of an expression; None if others may."""
        this = within.parameters[0]
        origins = self._origins.of(module, node)
        if not origins or any(origin.node is not this for origin in origins):
            return None
        return min((origin.path for origin in origins), key=len)


def _is_method(function: Function) -> bool:
    """Whether a function is called with an object of its class first."""
    return function.owner is not None and bool(function.parameters) and not function.has(*_UNBOUND)


def _asks_state(function: Function) -> bool:
    named = (getattr(node, "id", None) or getattr(node, "attr", None) for node in function.own)
    return not _ASKS_STATE.isdisjoint(named)
