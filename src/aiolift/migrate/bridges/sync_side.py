"""What has to stay sync together, so that code which cannot await works: followed to where its engine is made."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.pass_through import decorator_of
from aiolift.knowledge.database import CONNECTION, ENGINE, QUERY, SESSIONS
from aiolift.migrate.bridges.carriers import Carriers
from aiolift.migrate.bridges.following import followers
from aiolift.migrate.bridges.globals import DATABASE, Global, Globals
from aiolift.migrate.bridges.sharing import Sharing
from aiolift.migrate.bridges.side import CannotError, Side
from aiolift.migrate.bridges.units import Unit, own, unit_of
from aiolift.migrate.colour import consumed
from aiolift.program.entities import Function

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.awaiting.constraints import Constraints
    from aiolift.analysis.model import Model
    from aiolift.migrate.bridges.factories import Constructors
    from aiolift.migrate.colour import Colour
    from aiolift.program.entities import Class
    from aiolift.program.source import Module


_SYNC_ATTRIBUTES = {
    **dict.fromkeys(SESSIONS, "sync_session"),
    CONNECTION: "sync_connection",
    ENGINE: "sync_engine",
}


class Follower:
    """Finds the side that a unit is on.

    :param kept: what stays sync already.
    """

    def __init__(self, model: Model, kept: Side, constraints: Constraints, constructors: Constructors) -> None:
        self.model = model
        self.kept = kept
        #: functions that SQLAlchemy runs with sync objects, which their parameters hold
        self.islands = constraints.islands
        self.globals = Globals(model)
        self.carriers = Carriers(model)
        self.sharing = Sharing(model, kept, constraints, constructors, self.carriers)
        #: statements that follow the engine that they read: sync on a sync one, else async
        self.either: set[ast.stmt] = set()

    def follow(self, start: Unit, module: Module, colour: Colour, barriers: dict[Function, str]) -> Side | None:
        """Return what stays sync with `start`, or None where async code gives it a session that it would need sync."""
        side = Side(starts={start})
        waiting: list[tuple[Unit, Module]] = [(start, module)]
        try:
            while True:
                while waiting:
                    unit, where = waiting.pop()
                    if unit in side.units or unit in self.kept.units:
                        continue
                    side.units[unit] = None
                    waiting += self._inside(unit, where, side, colour)
                copied = len(side.copies)
                waiting = list(self.sharing.more(side, colour, barriers))
                if not waiting and len(side.copies) == copied:
                    self._check(side)
                    return side
        except CannotError:
            return None

    # -- what a unit needs ---------------------------------------------------------------------------------------------

    def _inside(self, unit: Unit, module: Module, side: Side, colour: Colour) -> Iterator[tuple[Unit, Module]]:
        if isinstance(unit, Function):
            if unit.is_async or unit.node not in self.model.program.scopes:  # a main block becomes async
                raise CannotError
            for argument in unit.parameters:
                if self._holds(unit, argument.arg):
                    side.parameters.add((unit, argument.arg))
            if self.sharing.passing.takes_from_rest(unit):
                side.through.add(unit)
            if self._gives(unit):
                side.giving.add(unit)
        for node in own(unit):
            for part in consumed(node):
                needed = colour.run_by(node, part)
                yield from ((found, found.module) for found in needed if found in colour.causes)
            if unit not in self.islands and self._asks_an_async_session(unit, node):
                raise CannotError
            match node:
                case ast.Name(ctx=ast.Load()) if self._is_database(node):
                    yield from self._name(node, unit, module, side)
                case ast.Attribute(ctx=ast.Load()) if self._is_database(node):
                    made = self.globals.of(node)
                    if made is not None:
                        side.globals[made] = None
                    elif unit in self.islands:
                        side.inner[node] = module, self._sync_attribute(node), None
                    elif not self.model.kinds(node.value) & DATABASE:
                        self._carried(node.value, side)
                case ast.Assign(targets=targets, value=value) if self._is_database(value):
                    for target in targets:
                        if isinstance(target, ast.Attribute):
                            self._carried(target.value, side)
                case ast.AnnAssign(target=ast.Attribute(value=carrier), value=ast.expr() as value) if self._is_database(
                    value
                ):
                    self._carried(carrier, side)
                case ast.Call():
                    yield from self._call(node, unit, side, colour)
            yield from ((read, read.module) for read in self.model.properties.read_at(node) if read in colour.causes)

    def _asks_an_async_session(self, unit: Unit, node: ast.AST) -> bool:
        """Whether a node asks a session that runs only inside of a greenlet: `Post.query`, or one that an object has.

        An object that a function is given has the session of whoever loaded it; a dynamic relationship asks that one.
        """
        if not isinstance(node, ast.Attribute):
            return False
        if node in self.model.queries.origins:
            return True
        root = node.value
        while isinstance(root, ast.Attribute):
            root = root.value
        given = {parameter.arg for parameter in unit.parameters} if isinstance(unit, Function) else set()
        return (
            isinstance(root, ast.Name)
            and root.id in given
            and any(found.lazy == "dynamic" for found in self.model.mapping.of(node.value, node.attr))
        )

    def _name(self, node: ast.Name, unit: Unit, module: Module, side: Side) -> Iterator[tuple[Unit, Module]]:
        made = self.globals.of(node)
        if made is not None:
            side.globals[made] = None
            return
        holder = self.model.scope(module, node).holder(node.id)
        if holder is None or holder is unit:
            return
        if isinstance(holder, Function) and unit in self.islands and holder not in self.islands:
            side.inner[node] = module, self._sync_attribute(node), holder
        elif isinstance(holder, Function):
            yield holder, module  # a closure
        elif isinstance(unit, Function) or not _binds(unit, node.id):
            raise CannotError

    def _carried(self, carrier: ast.expr, side: Side) -> None:
        """Note that an object carries a session here: sync code has to make it, or async code would share it."""
        classes = self.carriers.of(carrier)
        if not classes:
            raise CannotError
        side.carrying |= classes

    def _sync_attribute(self, node: ast.expr) -> str:
        """Return the attribute of an async object that is the sync one."""
        found = {_SYNC_ATTRIBUTES.get(kind) for kind in self.model.kinds(node) & DATABASE}
        name = next(iter(found), None)
        if len(found) != 1 or name is None:
            raise CannotError
        return name

    def _call(self, node: ast.Call, unit: Unit, side: Side, colour: Colour) -> Iterator[tuple[Unit, Module]]:
        site = self.model.site(node)
        if site is None:
            return
        if unit not in self.islands and any(name.endswith(".object_session") for name in site.externals):
            raise CannotError  # the session that it finds runs only inside of a greenlet
        if "contextvars.ContextVar.get" in site.externals and self._is_database(node):
            raise CannotError  # the session that async code has set there
        passes_on = decorator_of(self.model, site) is not None
        for target in site.targets:
            # async code makes a statement of a legacy Query, so that each side needs its own
            gives = (self._is_database(node) and target.name != "__init__") or QUERY in self.model.kinds(node)
            gives = gives or target in self.model.entered.giving
            wrapped = passes_on and any(self._holds(target, argument.arg) for argument in target.parameters)
            if target in colour.causes or gives or wrapped:
                yield target, target.module
        for cls in self.carriers.made_by(node):
            yield from self._made(cls, side, colour)

    def _made(self, cls: Class, side: Side, colour: Colour) -> Iterator[tuple[Unit, Module]]:
        """A class whose objects carry a session comes along; of its methods that do I/O, those that are called."""
        if cls not in self.carriers:
            return
        for found in cls.mro():
            methods = found.methods.values()
            if found in self.carriers or any(method in colour.causes for method in methods):
                side.classes.add(found)
                yield from ((method, method.module) for method in methods if method not in colour)

    def _is_database(self, node: ast.AST) -> bool:
        return self.carriers.holds(self.model.values(node))

    def _holds(self, function: Function, name: str) -> bool:
        """Whether a parameter holds a session or carries one; a method's own object does not count."""
        if function.owner is not None and not function.has("builtins.staticmethod"):
            own_object = function.parameters[:1]
            if own_object and own_object[0].arg == name:
                return False
        return self.carriers.holds(self.model.flow.places.get((function, name), ()))

    def _gives(self, function: Function) -> bool:
        """Whether calling a function gives a session, engine or factory, or what carries one."""
        if isinstance(function.node, ast.Lambda):
            return self._is_database(function.node.body)
        return function in self.model.entered.giving or any(
            isinstance(node, ast.Return | ast.Yield) and node.value is not None and self._is_database(node.value)
            for node in own(function)
        )

    # -- what makes its engine -----------------------------------------------------------------------------------------

    def _check(self, side: Side) -> None:
        """Sync code makes what it uses: each engine or factory can have a twin, or is read by sync code only."""
        made = {base for cls in side.classes | self.kept.classes for base in cls.mro()}
        if not side.carrying <= made:
            raise CannotError
        waiting = list(side.globals)
        while waiting:
            for making in waiting.pop().makings:
                if self._is_made_by_program(making.value):
                    raise CannotError  # async code calls the same function for an engine of its own
                for _, inner in self.globals.within(making.value):
                    if inner not in side.globals:
                        side.globals[inner] = None
                        waiting.append(inner)
        both = Side.of(side, self.kept)
        bound = {
            found
            for found in self.globals
            if any(
                making.maker is None and unit_of(self.model, making.module, making.statement) in side.units
                for making in found.makings
            )
        }  # a session that the code of a module opens
        for found in bound.union(side.globals):
            if not found.can_be_made_again and not self.only_sync(found, both):
                raise CannotError

    @cached_property
    def _followers(self) -> dict[ast.AST, Global]:
        return followers(self.model, self.globals)

    def _is_made_by_program(self, value: ast.expr) -> bool:
        """Whether a function of the program makes what a global holds."""
        site = self.model.site(value) if isinstance(value, ast.Call) else None
        return site is not None and any(self._gives(target) for target in site.targets)

    def only_sync(self, made: Global, side: Side, seen: frozenset[Global] = frozenset()) -> bool:
        """Whether nothing but sync code reads a global, so that it can stay sync itself."""
        definitions = {
            making.statement: other
            for other in self.globals
            for making in other.makings
            if any(inner is made for _, inner in self.globals.within(making.value))
        }
        for module, node, _ in made.references:
            around = unit_of(self.model, module, node)
            if side.keeps(around) or around in self.either:
                continue
            other = definitions.get(module.statement(node)) or self._followers.get(node)
            if other is made:
                continue
            if other is None or other in seen or not self.only_sync(other, side, seen | {made}):
                return False
        return True


def _binds(unit: ast.stmt, name: str) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load) for node in own(unit)
    )
