"""Where the names and attributes of a program are read."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.program.entities import Comprehension

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.program.entities import Scope
    from aiolift.program.source import Module


class Uses:
    """The reads of `model`'s program."""

    def __init__(self, model: Model) -> None:
        self._model = model
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
            for node in module.parents:
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                    scope = self.holder(module, node, node.id)
                    if scope is not None:
                        found[scope, node.id].append(node)
            self._loads[module] = found
        return self._loads[module].get((holder, name), [])

    def of_attribute(self, name: str) -> list[tuple[Module, ast.Attribute]]:
        """Return where an attribute of this name is read, whatever it is an attribute of."""
        return self._attributes.get(name, [])

    @cached_property
    def _attributes(self) -> dict[str, list[tuple[Module, ast.Attribute]]]:
        found: dict[str, list[tuple[Module, ast.Attribute]]] = defaultdict(list)
        for module in self._model.program.modules:
            for node in module.parents:
                if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                    found[node.attr].append((module, node))
        return found
