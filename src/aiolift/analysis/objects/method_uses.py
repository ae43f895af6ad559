"""Where the properties and methods of mapped objects are asked for: by an attribute, a call, or as an object's text."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.objects.lazy_reads import is_awaitable, is_called
from aiolift.analysis.properties import PROPERTIES
from aiolift.program.entities import Class
from aiolift.program.values import Instance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

_HYBRID = "sqlalchemy.ext.hybrid.hybrid_property"
_REPR = ("__repr__",)
_STR = ("__str__", "__repr__")
#: What makes texts of its arguments, with the methods that make them.
_WRITES = {
    "builtins.str": _STR,
    "builtins.print": _STR,
    "builtins.format": _STR,
    "builtins.repr": _REPR,
    "builtins.ascii": _REPR,
}
_LOGS = {"debug", "info", "warning", "warn", "error", "critical", "exception"}
#: Classes whose objects have a `__str__` that is not theirs.
_OTHER_TEXT = {"sqlmodel.SQLModel", "sqlmodel.main.SQLModel", "pydantic.BaseModel"}
_CONVERSIONS = {ord("r"): _REPR, ord("a"): _REPR}


@dataclass(frozen=True, eq=False)
class MethodUse:
    """An expression that runs a method of an object, if its class has one of these names.

    :param owner: the object.
    :param names: the method is the first one of these that the class has.
    """

    module: Module
    node: ast.expr
    owner: ast.expr
    names: tuple[str, ...]

    @property
    def is_text(self) -> bool:
        """Whether the object's text is asked for."""
        return self.node is self.owner


class MethodUses:
    """The uses in `model`'s program."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def of(self, name: str) -> Sequence[MethodUse]:
        """Return what may run a method of a name."""
        return (self._texts if name in _STR else self._attributes).get(name, [])

    def targets(self, use: MethodUse) -> set[Function]:
        """Return the properties that are read, or the methods that are called, where the object is known."""
        found: set[Function] = set()
        for value in self._model.values(use.owner):
            if not isinstance(value, Instance) or not isinstance(value.cls, Class):
                continue
            names = use.names[:1] if not _OTHER_TEXT.isdisjoint(value.cls.externals()) else use.names
            methods = [one for name in names if (one := method(value.cls, name)) is not None]
            if not methods or not (use.is_text or is_property(methods[0]) or _is_called(use)):
                return set()
            found.add(methods[0])
        return found

    @cached_property
    def _attributes(self) -> dict[str, list[MethodUse]]:
        """The reads of attributes that have the name of a mapped class's method."""
        found: dict[str, list[MethodUse]] = defaultdict(list)
        mapped = [cls for cls in self._model.program.classes if self._model.mapping.is_mapped(cls)]
        names = {name for cls in mapped for base in cls.mro() for name in base.methods}
        for module in self._model.program.modules:
            for node in module.nodes(ast.Attribute):
                if node.attr in names and isinstance(node.ctx, ast.Load) and not is_awaitable(node):
                    found[node.attr].append(MethodUse(module, node, node.value, (node.attr,)))
        return found

    @cached_property
    def _texts(self) -> dict[str, list[MethodUse]]:
        """The mapped objects that texts are made of."""
        found: dict[str, list[MethodUse]] = defaultdict(list)
        for module in self._model.program.modules:
            for node in module.nodes(ast.FormattedValue, ast.Call, ast.BinOp):
                for written, names in self._written(node):
                    if self._model.mapping.mapped(written):
                        for name in names:
                            found[name].append(MethodUse(module, written, written, names))
        return found

    def _written(self, node: ast.AST) -> Iterator[tuple[ast.expr, tuple[str, ...]]]:
        """Yield what an expression makes a text of, with the methods that do it."""
        match node:
            case ast.FormattedValue(value=value, conversion=conversion):
                yield value, _CONVERSIONS.get(conversion, _STR)
            case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str()), right=right):
                yield from ((part, _STR) for part in (right.elts if isinstance(right, ast.Tuple) else [right]))
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format"), args=given):
                yield from ((part, _STR) for part in given)
            case ast.Call(func=function, args=given) if given:
                if getattr(function, "id", "") in {"str", "print", "format", "repr", "ascii"}:
                    for found in self._model.values(function):
                        names = _WRITES.get(getattr(found, "name", ""), ())
                        yield from ((part, names) for part in given)
                elif getattr(function, "attr", "") in _LOGS and self._is_logging(node):
                    yield from ((part, _STR) for part in given)

    def _is_logging(self, node: ast.Call) -> bool:
        site = self._model.site(node)
        return site is not None and any(name.startswith("logging.") for name in site.externals)


def method(cls: Class, name: str) -> Function | None:
    """Return the method of a class or of its bases."""
    return next((base.methods[name] for base in cls.mro() if name in base.methods), None)


def is_property(function: Function) -> bool:
    """Whether reading an attribute of an object runs a function."""
    return function.has(*PROPERTIES, _HYBRID)


def _is_called(use: MethodUse) -> bool:
    return isinstance(use.node, ast.Attribute) and is_called(use.module, use.node)
