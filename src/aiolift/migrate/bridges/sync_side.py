"""What has to stay sync together, so that code which cannot await works: followed to where its engine is made."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.model import external_kinds
from aiolift.knowledge.database import CONNECTION, ENGINE, SESSIONS
from aiolift.migrate.bridges.globals import DATABASE, Global, Globals
from aiolift.migrate.bridges.units import Unit, own, unit_of
from aiolift.migrate.colour import consumed
from aiolift.program.entities import Function
from aiolift.program.values import FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.bridges.factories import Constructors
    from aiolift.migrate.colour import Colour
    from aiolift.program.source import Module


_SYNC_ATTRIBUTES = {
    **dict.fromkeys(SESSIONS, "sync_session"),
    CONNECTION: "sync_connection",
    ENGINE: "sync_engine",
}


@dataclass
class Side:
    """Units that stay sync together.

    :param globals: the engines and factories that they read.
    :param parameters: their parameters that hold a session, connection, engine or factory.
    :param run: calls of them in code that becomes async, with the session that `run_sync` is called on.
    :param inner: reads of async objects in functions that SQLAlchemy runs: where, the attribute that is sync, and the
        function around that makes the object, or None for an attribute.
    """

    units: set[Unit] = field(default_factory=set)
    globals: set[Global] = field(default_factory=set)
    parameters: set[tuple[Function, str]] = field(default_factory=set)
    run: dict[Site, ast.expr] = field(default_factory=dict)
    inner: dict[ast.expr, tuple[Module, str, Function | None]] = field(default_factory=dict)

    def add(self, other: Side) -> None:
        """Take in what another side holds."""
        self.units |= other.units
        self.globals |= other.globals
        self.parameters |= other.parameters
        self.run.update(other.run)
        self.inner.update(other.inner)


class _CannotError(Exception):
    """Part of the code gets its session from async code in a way that has no sync counterpart."""


class Follower:
    """Finds the side that a unit is on.

    :param kept: what stays sync already.
    :param islands: functions that SQLAlchemy runs with sync objects, which their parameters hold.
    """

    def __init__(self, model: Model, kept: Side, islands: set[Function], constructors: Constructors) -> None:
        self.model = model
        self.constructors = constructors
        self.kept = kept
        self.islands = islands
        self.globals = Globals(model)
        #: statements that follow the engine that they read: sync on a sync one, else async
        self.either: set[ast.stmt] = set()

    def follow(self, start: Unit, module: Module, colour: Colour, barriers: dict[Function, str]) -> Side | None:
        """Return what stays sync with `start`, or None where async code gives it a session that it would need sync."""
        side = Side()
        waiting: list[tuple[Unit, Module]] = [(start, module)]
        try:
            while True:
                while waiting:
                    unit, where = waiting.pop()
                    if unit in side.units or unit in self.kept.units:
                        continue
                    side.units.add(unit)
                    waiting += self._inside(unit, where, side, colour)
                waiting = list(self._callers(side, start, barriers))
                if not waiting:
                    self._check_globals(side)
                    return side
        except _CannotError:
            return None

    # -- what a unit needs ---------------------------------------------------------------------------------------------

    def _inside(self, unit: Unit, module: Module, side: Side, colour: Colour) -> Iterator[tuple[Unit, Module]]:
        if isinstance(unit, Function):
            if unit.is_async or unit.node not in self.model.program.scopes:  # a main block becomes async
                raise _CannotError
            for argument in unit.parameters:
                if self._holds(unit, argument.arg):
                    side.parameters.add((unit, argument.arg))
        for node in own(unit):
            for part in consumed(node):
                yield from ((origin, origin.module) for origin in self.model.origins(part) if origin in colour.causes)
            match node:
                case ast.Name(ctx=ast.Load()) if self.model.kinds(node) & DATABASE:
                    yield from self._name(node, unit, module, side)
                case ast.Attribute(ctx=ast.Load()) if self.model.kinds(node) & DATABASE:
                    made = self.globals.of(node)
                    if made is not None:
                        side.globals.add(made)
                    elif unit in self.islands:
                        side.inner[node] = module, self._sync_attribute(node), None
                    elif not self.model.kinds(node.value) & DATABASE:
                        raise _CannotError  # an object that async code made holds it
                case ast.Assign(targets=targets, value=value) if self.model.kinds(value) & DATABASE:
                    if any(isinstance(target, ast.Attribute) for target in targets):
                        raise _CannotError  # an object would carry it to async code
                case ast.Call():
                    yield from self._call(node, unit, colour)
            yield from ((read, read.module) for read in self.model.properties.read_at(node) if read in colour.causes)

    def _name(self, node: ast.Name, unit: Unit, module: Module, side: Side) -> Iterator[tuple[Unit, Module]]:
        made = self.globals.of(node)
        if made is not None:
            side.globals.add(made)
            return
        holder = self.model.scope(module, node).holder(node.id)
        if holder is None or holder is unit:
            return
        if isinstance(holder, Function) and unit in self.islands and holder not in self.islands:
            side.inner[node] = module, self._sync_attribute(node), holder
        elif isinstance(holder, Function):
            yield holder, module  # a closure
        elif isinstance(unit, Function) or not _binds(unit, node.id):
            raise _CannotError

    def _sync_attribute(self, node: ast.expr) -> str:
        """Return the attribute of an async object that is the sync one."""
        found = {_SYNC_ATTRIBUTES.get(kind) for kind in self.model.kinds(node) & DATABASE}
        name = next(iter(found))
        if len(found) != 1 or name is None:
            raise _CannotError
        return name

    def _call(self, node: ast.Call, unit: Unit, colour: Colour) -> Iterator[tuple[Unit, Module]]:
        site = self.model.site(node)
        if site is None:
            return
        if unit not in self.islands and any(name.endswith(".object_session") for name in site.externals):
            raise _CannotError  # the session that it finds runs only inside of a greenlet
        for target in site.targets:
            gives = bool(self.model.kinds(node) & DATABASE) and target.name != "__init__"
            if target in colour.causes or gives:
                yield target, target.module

    # -- what gives it sessions ----------------------------------------------------------------------------------------

    def _callers(self, side: Side, start: Unit, barriers: dict[Function, str]) -> Iterator[tuple[Unit, Module]]:
        units = side.units | self.kept.units
        for unit in list(side.units):
            if not isinstance(unit, Function) or unit in self.islands:
                continue
            held = [name for function, name in side.parameters if function is unit]
            gives = self._gives(unit)
            if not held and not gives:
                continue
            if self._handed(unit, units):
                raise _CannotError
            callers = self.model.callers.get(unit, [])
            if held and not callers:
                raise _CannotError
            for site in callers:
                around = unit_of(self.model, site.module, site.node)
                if around in units:
                    continue
                if gives or not isinstance(around, Function):
                    raise _CannotError
                if around in barriers and not around.is_async:
                    yield around, site.module
                else:
                    side.run[site] = self._session(unit, site, held)
        for site in [site for site in side.run if unit_of(self.model, site.module, site.node) in units]:
            del side.run[site]

    def _session(self, function: Function, site: Site, held: list[str]) -> ast.expr:
        """Return the session that a call gives, where `run_sync` can give it in its place."""
        if len(held) != 1 or function.is_generator:
            raise _CannotError
        argument = argument_of(function, site, held[0])
        if not isinstance(argument, ast.Name | ast.Attribute):
            raise _CannotError
        kinds = self.model.kinds(argument) & DATABASE
        if not kinds or not kinds <= SESSIONS | {CONNECTION}:
            raise _CannotError
        return argument

    def _holds(self, function: Function, name: str) -> bool:
        values = self.model.flow.places.get((function, name), ())
        return any(isinstance(value, Instance) and external_kinds(value) & DATABASE for value in values)

    def _gives(self, function: Function) -> bool:
        """Whether calling a function gives a session, engine or factory."""
        if isinstance(function.node, ast.Lambda):
            return bool(self.model.kinds(function.node.body) & DATABASE)
        return any(
            isinstance(node, ast.Return | ast.Yield) and node.value and self.model.kinds(node.value) & DATABASE
            for node in own(function)
        )

    def _handed(self, function: Function, units: set[Unit]) -> bool:
        """Whether async code uses a function otherwise than by calling it: as a dependency, a fixture, a callback."""
        if function.name == "__init__" and function.owner is not None and self.constructors.is_handed(function.owner):
            return True
        return any(unit_of(self.model, module, node) not in units for module, node in self.uses.get(function, ()))

    @cached_property
    def uses(self) -> dict[Function, list[tuple[Module, ast.AST]]]:
        """Where each function is used otherwise than by calling it."""
        found: dict[Function, list[tuple[Module, ast.AST]]] = {}
        for module in self.model.program.modules:
            for node in self.model.walk(module):
                if not isinstance(node, ast.Name | ast.Attribute | ast.Lambda):
                    continue
                parent = module.parents.get(node)
                if isinstance(parent, ast.Call) and parent.func is node:
                    continue
                for value in self.model.values(node):
                    if isinstance(value, FunctionValue):
                        found.setdefault(value.function, []).append((module, node))
        return found

    # -- what makes its engine -----------------------------------------------------------------------------------------

    def _check_globals(self, side: Side) -> None:
        """Each engine or factory needs a twin that can be made, or is read by sync code only."""
        waiting = list(side.globals)
        while waiting:
            made = waiting.pop()
            for _, inner in self.globals.within(made.value):
                if inner not in side.globals:
                    side.globals.add(inner)
                    waiting.append(inner)
        units = side.units | self.kept.units
        for made in side.globals:
            if (made.maker is None or made.in_memory) and not self.only_sync(made, units):
                raise _CannotError

    def only_sync(self, made: Global, units: set[Unit], seen: frozenset[Global] = frozenset()) -> bool:
        """Whether nothing but sync code reads a global, so that it can stay sync itself."""
        definitions = {
            other.statement: other
            for other in self.globals
            if any(inner is made for _, inner in self.globals.within(other.value))
        }
        for module, node in made.references:
            around = unit_of(self.model, module, node)
            if around in units or around in self.either:
                continue
            other = definitions.get(around) if isinstance(around, ast.stmt) else None
            if other is None or other in seen or not self.only_sync(other, units, seen | {made}):
                return False
        return True


def argument_of(function: Function, site: Site, name: str) -> ast.expr | None:
    """Return what a call gives for a parameter."""
    names = [parameter.arg for parameter in function.parameters]
    bound = function.owner is not None and not function.has("builtins.staticmethod")
    position = names.index(name) - bound
    for keyword in site.node.keywords:
        if keyword.arg == name:
            return keyword.value
    given = site.node.args
    if 0 <= position < len(given) and not any(isinstance(part, ast.Starred) for part in given[: position + 1]):
        return given[position]
    return None


def _binds(unit: ast.stmt, name: str) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load) for node in own(unit)
    )
