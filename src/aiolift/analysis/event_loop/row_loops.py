"""Loops over rows: what a query gave, a relationship, what a file or a server holds, or a collection that is given."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.bindings import How, is_parameter
from aiolift.analysis.loops import loops_around
from aiolift.analysis.objects.object_origins import returned
from aiolift.program.entities import Function

if TYPE_CHECKING:
    from aiolift.analysis.bindings import Bindings
    from aiolift.analysis.definitions import Definitions
    from aiolift.analysis.model import Model
    from aiolift.program.source import Module

#: Calls that give the items of their argument, in another order or with something beside them.
_SAME = {"enumerate", "sorted", "list", "reversed", "tuple", "set", "zip", "iter", "frozenset", "unique", "fromkeys"}
_OF_MAPPING = {"items", "values", "keys", "copy"}
_OF_RESULT = {"all", "scalars", "fetchall", "unique", "mappings", "tuples", "partitions", "yield_per"}
_RESULTS = {"sqlalchemy.Result", "sqlalchemy.ScalarResult", "sqlalchemy.ext.asyncio.AsyncResult",
            "sqlalchemy.ext.asyncio.AsyncScalarResult"}  # fmt: skip
_COLLECTIONS = {"builtins.list", "builtins.set", "builtins.tuple", "builtins.dict", "builtins.iterator"}
#: Calls that give what a file or another server holds.
_READERS = {"csv.reader", "csv.DictReader", "json.load", "json.loads"}
_ANSWERS = ("requests.", "httpx.", "aiohttp.", "starlette.requests.")
_DEPTH = 6


class RowLoops:
    """Tells what `model`'s loops go through."""

    def __init__(self, model: Model, bindings: Bindings, definitions: Definitions) -> None:
        self._model = model
        self._bindings = bindings
        self._definitions = definitions

    def are_rows(self, module: Module, items: ast.expr, depth: int = _DEPTH) -> bool:
        """Whether an expression gives rows, or a collection from outside of which nobody knows how long it is."""
        if not depth:
            return False
        if self._of_query(items):
            return True
        match items:
            case ast.Await(value=inner) | ast.Starred(value=inner):
                return self.are_rows(module, inner, depth - 1)
            case ast.Subscript(value=inner, slice=ast.Slice()):
                return self.are_rows(module, inner, depth - 1)
            case ast.BoolOp(values=[inner, *_]) | ast.BinOp(left=inner, op=ast.Sub() | ast.BitAnd()):
                return self.are_rows(module, inner, depth - 1)
            case ast.ListComp(generators=[one]) | ast.SetComp(generators=[one]) | ast.GeneratorExp(generators=[one]):
                return self.are_rows(module, one.iter, depth - 1)
            case ast.Name():
                return self._named(module, items, depth)
            case ast.Attribute(value=ast.Name()):
                return self._is_collection(items) and self._is_given(module, items.value)
            case ast.Call():
                return self._called(module, items, depth)
        return False

    def _of_query(self, items: ast.expr) -> bool:
        """Whether an expression is a result, or a relationship to several objects."""
        if any(one.cls in _RESULTS for one in self._model.instances(items)):
            return True
        related = self._model.mapping.of(items.value, items.attr) if isinstance(items, ast.Attribute) else ()
        return any(one.several for one in related)

    def _named(self, module: Module, name: ast.Name, depth: int) -> bool:
        holder = self._bindings.holder(module, name)
        if holder is None or not isinstance(holder, Function):
            return False
        if self._is_given(module, name):
            return not self._is_known(module, name)
        values = [bound.value for bound in self._bindings.of(holder, name.id) if bound.how is How.ASSIGNED]
        return any(self.are_rows(holder.module, value, depth - 1) for value in values) or self._grows(
            holder, name.id, depth
        )

    def _grows(self, holder: Function, name: str, depth: int) -> bool:
        """Whether a loop over rows puts something into a variable."""
        for part in ast.walk(holder.node):
            match part:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="append" | "add")) if owner == name:
                    loops = loops_around(holder.module, part)
                    if any(self.are_rows(holder.module, loop.items, depth - 1) for loop in loops):
                        return True
        return False

    def _is_given(self, module: Module, name: ast.expr) -> bool:
        """Whether a name is a parameter of the function around, but not its `self`."""
        holder = self._bindings.holder(module, name) if isinstance(name, ast.Name) else None
        if not isinstance(holder, Function) or not isinstance(name, ast.Name):
            return False
        own = holder.owner is not None and any(one.arg == name.id for one in holder.parameters[:1])
        return is_parameter(holder, name.id) and not own

    def _is_known(self, module: Module, name: ast.Name) -> bool:
        """Whether every caller gives a collection that is written out."""
        written = [node for _, node in self._definitions.of(module, name) if node is not name]
        return bool(written) and all(isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict) for node in written)

    def _is_collection(self, node: ast.expr) -> bool:
        return any(one.cls in _COLLECTIONS for one in self._model.instances(node))

    def _called(self, module: Module, call: ast.Call, depth: int) -> bool:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        site = self._model.site(call)
        targets = site.targets if site is not None else ()
        if site is not None and any(_is_from_outside(one) for one in site.externals):
            return True
        if not targets and name in _SAME and call.args:
            return any(self.are_rows(module, argument, depth - 1) for argument in call.args[:2])
        if not targets and owner is not None and name in _OF_MAPPING | _OF_RESULT and not call.args:
            return self.are_rows(module, owner, depth - 1)
        return any(
            self.are_rows(target.module, value, depth - 1)
            for target in targets
            if not target.is_generator
            for value in returned(target.node)
            if not isinstance(value, ast.Name) or not self._is_given(target.module, value)
        )


def _is_from_outside(name: str) -> bool:
    """Whether an external call gives data of another place: `requests.get(…).json()`."""
    return name in _READERS or (name.startswith(_ANSWERS) and name.endswith(".json"))
