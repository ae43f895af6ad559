"""Where the properties of a program's classes are read."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from aiolift.analysis.objects.lazy_reads import is_called
from aiolift.program.entities import Class
from aiolift.program.values import ClassValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

CACHED_PROPERTY = "functools.cached_property"
PROPERTIES = ("builtins.property", CACHED_PROPERTY)


class PropertyReads:
    """The reads of each property.

    :ivar reads: the attributes that read a property.
    :ivar unknown: the names of attributes that are read of objects of which nothing is known, or by `getattr`.
    :ivar called: the names of attributes of such objects that are called at once: `found.group(1)` reads no property
        that gives an object which cannot be called.
    :ivar changed: the names of attributes that are assigned or deleted, of an object that may have such a property.
    """

    def __init__(self, model: Model) -> None:
        self.reads: dict[Function, list[tuple[Module, ast.Attribute]]] = defaultdict(list)
        self._at: dict[ast.AST, list[Function]] = defaultdict(list)
        self.unknown: set[str] = set()
        self.called: set[str] = set()
        self.changed: set[str] = set()
        names = {function.name for function in model.program.functions if function.has(*PROPERTIES)}
        for module in model.program.modules:
            for node in module.nodes(ast.Attribute):
                if node.attr in names:
                    self._attribute(model, module, node)
            for call in module.nodes(ast.Call):
                if isinstance(call.func, ast.Name) and call.func.id == "getattr":
                    self.unknown |= {str(part.value) for part in call.args if isinstance(part, ast.Constant)}

    def read_at(self, node: ast.AST) -> list[Function]:
        """Return the properties that an attribute reads."""
        return self._at.get(node, [])

    def _attribute(self, model: Model, module: Module, node: ast.Attribute) -> None:
        found = list(_properties(model, node))
        is_known = bool(model.values(node.value))
        if not isinstance(node.ctx, ast.Load):
            if found or not is_known:
                self.changed.add(node.attr)
            return
        if not is_known:
            (self.called if is_called(module, node) else self.unknown).add(node.attr)
        for function in found:
            if (module, node) not in self.reads[function]:
                self.reads[function].append((module, node))
                self._at[node].append(function)


def _properties(model: Model, node: ast.Attribute) -> Iterator[Function]:
    """Yield the properties that an attribute can be."""
    for value in model.values(node.value):
        match value:
            case Instance(Class() as cls):
                classes = cls.mro()
            case ClassValue(cls):
                classes = cls.meta()
            case _:
                continue
        found = next((cls.methods[node.attr] for cls in classes if node.attr in cls.methods), None)
        if found is not None and found.has(*PROPERTIES):
            yield found
