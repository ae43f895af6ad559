"""What iterating over a container gives, as places of `foreign_parts`: its elements, a dictionary's keys and values."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.bindings import How, is_parameter
from aiolift.analysis.objects.object_origins import returned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.statements.foreign_parts import Foreign, ForeignParts, Place

_SAME = {"sorted", "list", "set", "tuple", "reversed", "filter", "iter", "frozenset", "unique", "copy", "deepcopy"}
_DUMPS = {"model_dump", "dict"}
_ADDS_ONE = {"append": 0, "add": 0, "insert": 1, "appendleft": 0}
_ADDS_ALL = {"extend", "update"}


class Items:
    """Goes on with a trace inside of containers."""

    def __init__(self, parts: ForeignParts) -> None:
        self._parts = parts

    def of(self, place: Place, node: ast.expr, path: tuple[int, ...]) -> Iterator[Foreign]:
        """Yield what is foreign of a container's items, or of the part at `path` of each; of a dictionary, its keys."""
        if not self._parts.is_first(place.at(node), "items", path):
            return
        match node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                for element in elements:
                    inner = element.value if isinstance(element, ast.Starred) else element
                    yield from self.of(place, inner, path) if inner is not element else self._item(place, inner, path)
            case ast.Dict(keys=keys):
                for key in keys:
                    if key is not None:
                        yield from self._item(place, key, path)
            case (
                ast.ListComp(elt=inner) | ast.GeneratorExp(elt=inner) | ast.SetComp(elt=inner) | ast.DictComp(key=inner)
            ):
                yield from self._item(place, inner, path)
            case ast.BinOp(left=left, op=ast.Mult()):
                yield from self.of(place, left, path)
            case ast.BinOp(left=left, right=right):
                yield from self.of(place, left, path)
                yield from self.of(place, right, path)
            case ast.IfExp(body=first, orelse=second):
                yield from self.of(place, first, path)
                yield from self.of(place, second, path)
            case ast.Await(value=inner) | ast.Subscript(value=inner):
                yield from self.of(place, inner, path)
            case ast.Call():
                yield from self._call(place, node, path)
            case ast.Name():
                yield from self._name(place, node, path)
            case _:
                yield from self._parts.visit(place.at(node))

    def _item(self, place: Place, node: ast.expr, path: tuple[int, ...]) -> Iterator[Foreign]:
        if path and isinstance(node, ast.Tuple) and path[0] < len(node.elts):
            yield from self._item(place, node.elts[path[0]], path[1:])
        else:
            yield from self._parts.visit(place.at(node))

    def kept(self, place: Place, node: ast.expr) -> Iterator[Foreign]:
        """Yield what is foreign of what stands under a key or an index."""
        if not self._parts.is_first(place.at(node), "values"):
            return
        match node:
            case ast.Dict(values=values):
                for value in values:
                    yield from self._parts.visit(place.at(value))
            case ast.DictComp(value=value):
                yield from self._parts.visit(place.at(value))
            case ast.Name():
                holder = self._parts.bindings.holder(place.module, node)
                bounds = self._parts.bindings.of(holder, node.id) if holder is not None else []
                if holder is not None and bounds and not is_parameter(holder, node.id):
                    for bound in bounds:
                        if bound.how is How.ASSIGNED and not bound.path:
                            yield from self.kept(place.at(bound.value, holder.module), bound.value)
                    for value in self._put(place, node):
                        yield from self._parts.visit(place.at(value))
                else:
                    yield from self._parts.visit(place.at(node))
            case _:
                yield from self._parts.visit(place.at(node))

    def _put(self, place: Place, node: ast.Name) -> Iterator[ast.expr]:
        """Yield what is put under keys: `values["name"] = name`."""
        for _, value in self._stored(place, node):
            yield value

    def _stored(self, place: Place, node: ast.Name) -> Iterator[tuple[ast.expr, ast.expr]]:
        scope = self._parts.model.scope(place.module, node)
        for part in ast.walk(scope.node):
            match part:
                case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=key)], value=value) if (
                    name == node.id
                ):
                    yield key, value

    def _name(self, place: Place, node: ast.Name, path: tuple[int, ...]) -> Iterator[Foreign]:
        holder = self._parts.bindings.holder(place.module, node)
        if holder is None or self._parts.is_checked(place, node):
            return
        for bound in self._parts.bindings.of(holder, node.id):
            if bound.how is How.ITERATED or bound.path:
                yield from self._parts.visit(place.at(node))
            else:
                yield from self.of(place.at(bound.value, holder.module), bound.value, path)
        for key, _ in self._stored(place, node):
            yield from self._item(place, key, path)
        for part in ast.walk(holder.node) if is_local(holder.node) else ():
            match part:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method), args=[*_, given] as args) if (
                    name == node.id
                ):
                    here = place.at(given, holder.module)
                    if method in _ADDS_ONE and len(args) > _ADDS_ONE[method]:
                        yield from self._item(self._parts.building(here), args[_ADDS_ONE[method]], path)
                    elif method in _ADDS_ALL:
                        yield from self.of(here, given, path)
        if is_parameter(holder, node.id):
            yield from self._parts.parameter(place, holder, node.id, path)
        elif not self._parts.bindings.of(holder, node.id):
            for module, behind in self._parts.behind(place, node):
                yield from self.of(place.at(behind, module), behind, path)

    def _call(self, place: Place, node: ast.Call, path: tuple[int, ...]) -> Iterator[Foreign]:
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        owner = function.value if isinstance(function, ast.Attribute) else None
        site = self._parts.model.site(node)
        if name in _DUMPS and owner is not None:
            return  # the keys are the fields of a class
        if name in {"items", "keys", "values"} and owner is not None and not node.args:
            values = name == "values" or (name == "items" and path[:1] == (1,))
            inner = path[1:] if name == "items" else path
            yield from self.kept(place, owner) if values else self.of(place, owner, inner)
        elif name == "enumerate" and node.args:
            if path[:1] != (0,):
                yield from self.of(place, node.args[0], path[1:])
        elif name == "zip":
            for number, argument in enumerate(node.args):
                if not path or path[0] == number:
                    yield from self.of(place, argument, path[1:])
        elif name == "map" and len(node.args) == 2:
            if isinstance(node.args[0], ast.Lambda):
                yield from self._parts.visit(place.at(node.args[0].body))
            elif getattr(node.args[0], "id", "") not in {"int", "float"}:
                yield from self.of(place, node.args[1], path)
        elif name in _SAME:
            for argument in node.args[-1:] or ([owner] if owner is not None else []):
                yield from self.of(place, argument, path)
        elif site is not None and site.targets:
            for target in site.targets:
                for value in returned(target.node) if not target.is_generator else ():
                    yield from self.of(place.at(value, target.module), value, path)
        else:
            yield from self._parts.visit(place.at(node))


def is_local(node: ast.AST) -> bool:
    """Whether a scope is a function's, whose names nobody else grows."""
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
