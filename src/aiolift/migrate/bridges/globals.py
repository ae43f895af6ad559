"""The engines, session factories and sessions that modules own, and every place that reads them."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiolift.knowledge.database import CONNECTION, ENGINE, SCOPED_SESSION, SESSIONMAKER, SESSIONS
from aiolift.migrate.bridges.name_origins import NameOrigins
from aiolift.program.values import External

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.bridges.name_origins import Binding
    from aiolift.program.entities import Scope
    from aiolift.program.source import Module

#: External classes whose instances are sync or async, as the engine that they come from.
DATABASE = SESSIONS | {ENGINE, CONNECTION, SESSIONMAKER, SCOPED_SESSION}
_MAKERS = {"sqlalchemy.create_engine", "sqlalchemy.orm.sessionmaker", "sqlalchemy.orm.scoped_session"}


@dataclass(frozen=True, eq=False)
class Making:
    """One assignment that makes what a name holds, of which `value` is the right side.

    :param maker: the dotted name of what is called there, or None for anything else.
    """

    module: Module
    statement: ast.stmt
    value: ast.expr
    maker: str | None

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


@dataclass(eq=False)
class Global:
    """A name of a module that holds an engine, a factory or a session.

    :param makings: the assignments that make it: one, or one in each branch of an `if` or `try`; or in a loop.
    :param references: each place that reads it, in any module.
    """

    module: Module
    name: str
    makings: list[Making] = field(default_factory=list)
    references: list[tuple[Module, ast.Name | ast.Attribute, Binding]] = field(default_factory=list)

    @property
    def in_memory(self) -> bool:
        """Whether it is an engine on a database that a second engine cannot see."""
        return any(making.in_memory for making in self.makings)

    @property
    def can_be_made_again(self) -> bool:
        """Whether a second one, on a sync engine, can stand beside it."""
        return not self.in_memory and all(making.maker is not None for making in self.makings)


class Globals:
    """Every such name of a program."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._origins = NameOrigins(model)
        self._made: dict[tuple[Scope, str], Global] = {}
        self._read: dict[ast.AST, Global] = {}
        for module in model.program.modules:
            for statement in _statements(module.tree.body):
                self._assignment(module, statement)
        for module in model.program.modules:
            for node in module.nodes(ast.Name, ast.Attribute):
                if not DATABASE.isdisjoint(model.kinds(node)) and isinstance(node.ctx, ast.Load):
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
        place = self.model.program.scopes[module.tree], name
        self._made.setdefault(place, Global(module, name)).makings.append(Making(module, statement, value, maker))

    def _reference(self, module: Module, node: ast.Name | ast.Attribute) -> None:
        for binding in self._origins.follow(module, node):
            made = self._made.get((binding.scope, binding.name))
            if made is not None:
                self._read[node] = made
                made.references.append((module, node, binding))
                return


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run when a module is imported, those in branches and loops included."""
    for statement in body:
        yield statement
        match statement:
            case ast.If() | ast.For() | ast.While():
                yield from _statements([*statement.body, *statement.orelse])
            case ast.Match():
                yield from _statements([inner for case in statement.cases for inner in case.body])
            case ast.Try():
                handled = [inner for handler in statement.handlers for inner in handler.body]
                yield from _statements([*statement.body, *handled, *statement.orelse, *statement.finalbody])
            case ast.With():
                yield from _statements(statement.body)
