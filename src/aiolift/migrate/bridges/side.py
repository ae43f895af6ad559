"""The code that stays sync: whole pieces in their place, and copies of what async code uses as well."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiolift.program.entities import Class, Function

if TYPE_CHECKING:
    import ast

    from aiolift.analysis.model import Site
    from aiolift.migrate.bridges.globals import Global
    from aiolift.migrate.bridges.units import Unit
    from aiolift.program.entities import Scope
    from aiolift.program.source import Module


class CannotError(Exception):
    """Part of the code gets its session from async code in a way that has no sync counterpart."""


@dataclass
class Side:
    """Units that run sync together, and the globals that they read, in the order in which they were found.

    :param starts: those of them that cannot await; the others are here for their sake.
    :param globals: the engines and factories that they read.
    :param parameters: their parameters that hold a session, connection, engine or factory, or what carries one.
    :param through: those that get one among what they hand on, as `**kwargs`.
    :param giving: those that return or yield one.
    :param run: calls of them in code that becomes async, with the session that `run_sync` is called on.
    :param inner: reads of async objects in functions that SQLAlchemy runs: where, the attribute that is sync, and the
        function around that makes the object, or None for an attribute.
    :param classes: classes that they build, whose objects carry a session.
    :param carrying: classes whose objects they get a session from.
    :param copies: functions and classes of modules of which they use a sync copy; the original is async.
    """

    units: dict[Unit, None] = field(default_factory=dict)
    starts: set[Unit] = field(default_factory=set)
    globals: dict[Global, None] = field(default_factory=dict)
    parameters: set[tuple[Function, str]] = field(default_factory=set)
    through: set[Function] = field(default_factory=set)
    giving: set[Function] = field(default_factory=set)
    run: dict[Site, ast.expr] = field(default_factory=dict)
    inner: dict[ast.expr, tuple[Module, str, Function | None]] = field(default_factory=dict)
    classes: set[Class] = field(default_factory=set)
    carrying: set[Class] = field(default_factory=set)
    copies: set[Function | Class] = field(default_factory=set)

    @classmethod
    def of(cls, *sides: Side) -> Side:
        """Return what several sides hold."""
        found = cls()
        for side in sides:
            found.add(side)
        return found

    def add(self, other: Side) -> None:
        """Take in what another side holds."""
        for name in ("units", "starts", "globals", "parameters", "through", "giving", "classes", "carrying", "copies"):
            getattr(self, name).update(getattr(other, name))
        self.run.update(other.run)
        self.inner.update(other.inner)

    def keeps(self, unit: Unit) -> bool:
        """Whether a unit stays sync in its own place."""
        return unit in self.units and outermost(unit) not in self.copies

    def uses(self, unit: Unit) -> bool:
        """Whether a unit runs sync in its own place or in a sync copy."""
        return unit in self.units or outermost(unit) in self.copies


def outermost(unit: Scope | ast.stmt) -> Scope | ast.stmt:
    """Return the function or class of a module that a unit is part of, which a copy has to take as a whole."""
    found = unit
    while isinstance(found, Function | Class) and isinstance(found.parent, Function | Class):
        found = found.parent
    return found
