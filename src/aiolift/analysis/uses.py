"""Where the names and attributes of a program are read."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.program.entities import Class, Comprehension

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Scope
    from aiolift.program.source import Module


class Uses:
    """The reads of `model`'s program."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._by_owner: dict[str, dict[Class | str | None, list[int]]] = {}
        self._loads: dict[Module, dict[tuple[Scope, str], list[ast.Name]]] = {}

    def holder(self, module: Module, node: ast.AST, name: str) -> Scope | None:
        """Return the scope whose name a node reads or binds."""
        for outer in module.ancestors(node):
            if isinstance(outer, Comprehension) and name in self._model.program.scopes[outer].names:
                return self._model.program.scopes[outer]
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
                break
        return self._model.scope(module, node).holder(name)

    def of_name(self, module: Module, holder: Scope, name: str) -> list[ast.Name]:
        """Return where a name of a scope is read in a module."""
        if module not in self._loads:
            found: dict[tuple[Scope, str], list[ast.Name]] = defaultdict(list)
            for node in module.nodes(ast.Name):
                if isinstance(node.ctx, ast.Load):
                    scope = self.holder(module, node, node.id)
                    if scope is not None:
                        found[scope, node.id].append(node)
            self._loads[module] = found
        return self._loads[module].get((holder, name), [])

    def of_kept(self, classes: Iterable[Class | str], name: str) -> list[tuple[Module, ast.Attribute]]:
        """Return where an attribute is read of objects of these classes, of their bases or of what derives from them,
        and of what is not known.
        """
        if name not in self._by_owner:
            self._by_owner[name] = self._owned(name)
        by_owner = self._by_owner[name]
        owners: set[Class | str | None] = {None}
        for cls in classes:
            owners.update((*cls.mro(), *cls.descendants()) if isinstance(cls, Class) else (cls,))
        reads = self.of_attribute(name)
        return [reads[number] for number in sorted({one for owner in owners for one in by_owner.get(owner, ())})]

    def _owned(self, name: str) -> dict[Class | str | None, list[int]]:
        """Return which reads of an attribute are of objects of each class; None stands for what is not known."""
        found: dict[Class | str | None, list[int]] = defaultdict(list)
        for number, (_, read) in enumerate(self.of_attribute(name)):
            owners: set[Class | str | None] = {value.cls for value in self._model.instances(read.value)}
            for owner in owners or {None}:
                found[owner].append(number)
        return found

    def of_attribute(self, name: str) -> list[tuple[Module, ast.Attribute]]:
        """Return where an attribute of this name is read, whatever it is an attribute of."""
        return self._attributes.get(name, [])

    @cached_property
    def _attributes(self) -> dict[str, list[tuple[Module, ast.Attribute]]]:
        found: dict[str, list[tuple[Module, ast.Attribute]]] = defaultdict(list)
        for module in self._model.program.modules:
            for node in module.nodes(ast.Attribute):
                if isinstance(node.ctx, ast.Load):
                    found[node.attr].append((module, node))
        return found
