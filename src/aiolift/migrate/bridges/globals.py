"""The engines, session factories and sessions that modules own, and every place that reads them."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.knowledge.database import CONNECTION, ENGINE, SCOPED_SESSION, SESSIONMAKER, SESSIONS
from aiolift.program.values import External, ModuleValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Scope
    from aiolift.program.source import Module

#: External classes whose instances are sync or async, as the engine that they come from.
DATABASE = SESSIONS | {ENGINE, CONNECTION, SESSIONMAKER, SCOPED_SESSION}
_MAKERS = {"sqlalchemy.create_engine", "sqlalchemy.orm.sessionmaker", "sqlalchemy.orm.scoped_session"}


@dataclass(eq=False)
class Global:
    """A name of a module that holds an engine, a factory or a session.

    :param statement: the assignment that makes it, of which `value` is the right side.
    :param maker: the dotted name of what is called there, or None for anything else.
    :param references: each place that reads it, in any module.
    """

    module: Module
    name: str
    statement: ast.stmt
    value: ast.expr
    maker: str | None
    references: list[tuple[Module, ast.expr]] = field(default_factory=list)

    @property
    def in_memory(self) -> bool:
        """Whether it is an engine on a SQLite database in memory, which a second engine cannot see."""
        if self.maker != "sqlalchemy.create_engine" or not isinstance(self.value, ast.Call):
            return False
        texts = [node.value for node in ast.walk(self.value) if isinstance(node, ast.Constant)]
        names = {node.id for node in ast.walk(self.value) if isinstance(node, ast.Name)}
        for statement in self.module.tree.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)) if name in names:
                    texts.append(value)
        return any(
            isinstance(text, str) and text.startswith("sqlite") and (text.endswith("://") or ":memory:" in text)
            for text in texts
        )


class Globals:
    """Every such name of a program."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._made: dict[tuple[Scope, str], Global] = {}
        self._read: dict[ast.AST, Global] = {}
        for module in model.program.modules:
            for statement in module.tree.body:
                self._assignment(module, statement)
        for module in model.program.modules:
            for node in model.walk(module):
                if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                    self._reference(module, node)

    def __iter__(self) -> Iterator[Global]:
        return iter(self._made.values())

    def of(self, node: ast.AST) -> Global | None:
        """Return what a name or attribute reads."""
        return self._read.get(node)

    def within(self, node: ast.AST) -> list[tuple[ast.expr, Global]]:
        """Return the reads inside of a node, in the order of the text."""
        found = [(inner, self._read[inner]) for inner in ast.walk(node) if inner in self._read]
        return [(inner, made) for inner, made in found if isinstance(inner, ast.expr)]

    def _assignment(self, module: Module, statement: ast.stmt) -> None:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                return
        if not self.model.kinds(value) & DATABASE:
            return
        maker = None
        if isinstance(value, ast.Call):
            made = {found.name for found in self.model.values(value.func) if isinstance(found, External)}
            maker = next(iter(made & _MAKERS), None)
        scope = self.model.program.scopes[module.tree]
        self._made[scope, name] = Global(module, name, statement, value, maker)

    def _reference(self, module: Module, node: ast.Name | ast.Attribute) -> None:
        if not self.model.kinds(node) & DATABASE:
            return
        if isinstance(node, ast.Name):
            scope = self.model.scope(module, node).holder(node.id)
            found = self._bound(scope, node.id) if scope is not None else None
        else:
            modules = [value.module for value in self.model.values(node.value) if isinstance(value, ModuleValue)]
            found = self._bound(self.model.program.scopes[modules[0].tree], node.attr) if modules else None
        if found is not None:
            self._read[node] = found
            found.references.append((module, node))

    def _bound(self, scope: Scope, name: str) -> Global | None:
        """Follow imports from a name to the module that makes it."""
        seen: set[tuple[Scope, str]] = set()
        while (scope, name) not in seen:
            seen.add((scope, name))
            if (scope, name) in self._made:
                return self._made[scope, name]
            statement = self._imports[scope.module].get(name)
            if statement is None:
                return None
            source = self.model.flow.import_source(statement, scope.module)
            if source is None or isinstance(source, str):
                return None
            name = next(alias.name for alias in statement.names if (alias.asname or alias.name) == name)
            scope = self.model.program.scopes[source.tree]
        return None

    @cached_property
    def _imports(self) -> dict[Module, dict[str, ast.ImportFrom]]:
        found: dict[Module, dict[str, ast.ImportFrom]] = defaultdict(dict)
        for module in self.model.program.modules:
            for node in module.parents:
                if isinstance(node, ast.ImportFrom):
                    found[module].update({alias.asname or alias.name: node for alias in node.names})
        return found
