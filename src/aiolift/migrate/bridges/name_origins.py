"""Where a name comes from: the module that defines it, and the imports that lead there."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.program.entities import Class, Function
from aiolift.program.values import ClassValue, FunctionValue, ModuleValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Scope
    from aiolift.program.source import Module


@dataclass(frozen=True)
class Binding:
    """One step from where a name is read to where it is defined.

    :param scope: where the name is bound, as `name`.
    :param imports: the import statements that were followed so far, each with its module, from the reader on.
    """

    scope: Scope
    name: str
    imports: tuple[tuple[Module, ast.ImportFrom], ...] = ()


class NameOrigins:
    """The names of a program."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def follow(self, module: Module, node: ast.AST) -> Iterator[Binding]:
        """Yield each step from a name, or an attribute of a module, to its definition, which is the last one."""
        found = self._first(module, node)
        seen: set[tuple[Scope, str]] = set()
        while found is not None and (found.scope, found.name) not in seen:
            seen.add((found.scope, found.name))
            yield found
            found = self._next(found)

    @cached_property
    def references(self) -> dict[Scope, list[tuple[Module, ast.Name | ast.Attribute, Binding]]]:
        """Where each function and class that a module defines is read by a name that leads there."""
        found: dict[Scope, list[tuple[Module, ast.Name | ast.Attribute, Binding]]] = defaultdict(list)
        for module in self.model.program.modules:
            for node in module.nodes(ast.Name, ast.Attribute):
                if not isinstance(node.ctx, ast.Load):
                    continue
                for defined in {*self._defined(node)}:
                    for binding in self.follow(module, node):
                        if binding.scope is defined.parent and binding.name == _name(defined):
                            found[defined].append((module, node, binding))
                            break
        return found

    def _defined(self, node: ast.AST) -> Iterator[Scope]:
        for value in self.model.values(node):
            match value:
                case FunctionValue(function, receiver=None) if isinstance(function.node, ast.FunctionDef):
                    yield function
                case ClassValue(cls):
                    yield cls

    def _first(self, module: Module, node: ast.AST) -> Binding | None:
        if isinstance(node, ast.Name):
            scope = self.model.scope(module, node).holder(node.id)
            return Binding(scope, node.id) if scope is not None else None
        if isinstance(node, ast.Attribute):
            for value in self.model.values(node.value):
                if isinstance(value, ModuleValue):
                    return Binding(self.model.program.scopes[value.module.tree], node.attr)
        return None

    def _next(self, found: Binding) -> Binding | None:
        module = found.scope.module
        statement = self._imports.get((found.scope, found.name))
        if statement is None:
            return None
        source = self.model.flow.import_source(statement, module)
        if source is None or isinstance(source, str):
            return None
        name = next(alias.name for alias in statement.names if (alias.asname or alias.name) == found.name)
        return Binding(self.model.program.scopes[source.tree], name, (*found.imports, (module, statement)))

    @cached_property
    def _imports(self) -> dict[tuple[Scope, str], ast.ImportFrom]:
        found: dict[tuple[Scope, str], ast.ImportFrom] = {}
        for module in self.model.program.modules:
            for node in module.nodes(ast.ImportFrom):
                scope = self.model.scope(module, node)
                found.update({(scope, alias.asname or alias.name): node for alias in node.names})
        return found


def _name(defined: Scope) -> str:
    assert isinstance(defined, Function | Class)
    return defined.name
