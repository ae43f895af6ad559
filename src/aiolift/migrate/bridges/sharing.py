"""What async code uses of the code that stays sync: it runs it with `run_sync`, or sync code gets a copy."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.knowledge.database import CONNECTION, QUERY, SESSIONS
from aiolift.migrate.bridges.globals import DATABASE
from aiolift.migrate.bridges.name_origins import NameOrigins
from aiolift.migrate.bridges.passing import Passing
from aiolift.migrate.bridges.plain import is_plain
from aiolift.migrate.bridges.side import CannotError, Side, outermost
from aiolift.migrate.bridges.units import own, unit_of
from aiolift.program.entities import Class, Function
from aiolift.program.fixtures import is_fixture, is_test, is_test_module
from aiolift.program.values import External, FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.awaiting.constraints import Constraints
    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.bridges.carriers import Carriers
    from aiolift.migrate.bridges.factories import Constructors
    from aiolift.migrate.bridges.units import Unit
    from aiolift.migrate.colour import Colour
    from aiolift.program.source import Module

#: Decorators that mean the same on a copy.
_NEUTRAL = {"contextlib.contextmanager", "dataclasses.dataclass", "dataclasses.dataclass()"}


class Sharing:
    """Decides for each function and class of a side what async code does without it.

    :param kept: what stays sync already.
    """

    def __init__(
        self, model: Model, kept: Side, constraints: Constraints, constructors: Constructors, carriers: Carriers
    ) -> None:
        self.model = model
        self.kept = kept
        self.constraints = constraints
        self.constructors = constructors
        self.origins = NameOrigins(model)
        self.passing = Passing(model, lambda node: carriers.holds(model.values(node)))
        self._blocked: set[Function] = set()

    def more(self, side: Side, colour: Colour, barriers: dict[Function, str]) -> Iterator[tuple[Unit, Module]]:
        """Decide on what a side has so far, and yield what has to be on it, too.

        :raises CannotError: async code uses something in a way that no sync copy can stand beside.
        """
        side.run.clear()
        self._blocked = {place.function for place in colour.blocked if place.function is not None}
        both = Side.of(side, self.kept)
        for cls in side.classes:
            if cls not in both.copies and self._is_shared(cls, both, barriers):
                self._copy(cls, side, both)
            elif cls not in both.copies:
                yield from self._built_by(cls, both, barriers)
                yield from ((unit, cls.module) for unit in (*cls.methods.values(), cls.node) if unit not in both.units)  # type: ignore[misc]
        for unit in list(side.units):
            if isinstance(unit, Function) and unit not in self.constraints.islands and unit.owner not in both.classes:
                yield from self._function(unit, side, both, colour, barriers)

    # -- functions -----------------------------------------------------------------------------------------------------

    def _function(
        self, unit: Function, side: Side, both: Side, colour: Colour, barriers: dict[Function, str]
    ) -> Iterator[tuple[Unit, Module]]:
        if outermost(unit) in both.copies:
            return
        named = {name for function, name in side.parameters if function is unit}
        held = bool(named) or unit in both.through
        callers = self.model.callers.get(unit, [])
        outside = []
        for site in callers:
            around = unit_of(self.model, site.module, site.node)
            if isinstance(around, Function) and around in barriers and not around.is_async and around not in both.units:
                if held or unit in side.giving:
                    yield around, site.module
            elif held and around not in both.units and self.passing.hands_on(site):
                assert isinstance(around, Function)
                side.through.add(around)
                yield around, site.module
            elif not both.keeps(around):
                outside.append((site, around))
        if not held and unit not in side.giving:
            awaiting = [around for site, around in outside if around in colour and not is_test_module(site.module)]
            if awaiting and self._can_be_copied(unit, both):
                self._copy(unit, side, both)
            return
        handed = self._is_handed(unit, both)
        inside = [site for site in callers if unit_of(self.model, site.module, site.node) in both.units]
        of_copies = any(outermost(unit_of(self.model, site.module, site.node)) in both.copies for site in inside)
        # code that opens sync sessions of its own shares little with async code; a greenlet's shares the session
        prefers = of_copies or bool(both.globals) or len(outside) > len(callers) - len(outside)
        # else async code would use the same; of a legacy Query it makes a statement, and so has a function of its own
        prefers &= unit in colour or unit in side.giving or self._gives_query(unit)
        if (handed or prefers) and (handed or outside) and self._can_be_copied(unit, both):
            self._copy(unit, side, both)
            return
        if handed or (held and not callers):
            raise CannotError
        try:
            for site, around in outside:
                if unit in side.giving or not isinstance(around, Function):
                    raise CannotError
                if side.globals or self.passing.may_give(unit, site, named):
                    side.run[site] = self._session(unit, site)
        except CannotError:
            for site, _ in outside:
                side.run.pop(site, None)
            self._copy(unit, side, both)

    def _session(self, function: Function, site: Site) -> ast.expr:
        """Return the session that a call gives, where `run_sync` can give it in its place."""
        given = self.passing.given(site)
        if len(given) != 1 or function.is_generator:
            raise CannotError
        argument = given[0]
        if not isinstance(argument, ast.Name | ast.Attribute):
            raise CannotError
        kinds = self.model.kinds(argument) & DATABASE
        if not kinds or not kinds <= SESSIONS | {CONNECTION}:
            raise CannotError
        return argument

    def _gives_query(self, unit: Unit) -> bool:
        return any(
            isinstance(node, ast.Return) and node.value is not None and QUERY in self.model.kinds(node.value)
            for node in own(unit)
        )

    def _is_handed(self, function: Function, both: Side) -> bool:
        """Whether async code uses a function otherwise than by calling it: as a dependency, a fixture, a callback."""
        if function.name == "__init__" and function.owner is not None:
            return self.constructors.is_built_elsewhere(function.owner)
        return any(
            not both.keeps(unit_of(self.model, *use)) and not self.passing.is_decorators_own(*use, function)
            for use in self._uses.get(function, ())
        )

    @cached_property
    def _uses(self) -> dict[Function, list[tuple[Module, ast.AST]]]:
        """Where each function is used otherwise than by calling it."""
        found: dict[Function, list[tuple[Module, ast.AST]]] = {}
        for module in self.model.program.modules:
            for node in module.nodes(ast.Name, ast.Attribute, ast.Lambda):
                parent = module.parents.get(node)
                if isinstance(parent, ast.Call) and parent.func is node:
                    continue
                for value in self.model.values(node):
                    if isinstance(value, FunctionValue):
                        found.setdefault(value.function, []).append((module, node))
        return found

    # -- classes -------------------------------------------------------------------------------------------------------

    def _built_by(self, cls: Class, both: Side, barriers: dict[Function, str]) -> Iterator[tuple[Unit, Module]]:
        """Yield the functions that build a class, cannot await either, and have not been looked at yet."""
        for module, node in self.constructors.own_sites(cls):
            around = unit_of(self.model, module, node)
            if around in barriers and around not in both.units and outermost(around) is not cls:
                yield around, module

    def _is_shared(self, cls: Class, both: Side, barriers: dict[Function, str]) -> bool:
        """Whether async code builds a class, or something that derives from it."""
        for heir in (cls, *cls.descendants()):
            if heir in both.copies or (heir is not cls and heir not in both.classes):
                return True
            for module, node in self.constructors.own_sites(heir):
                around = unit_of(self.model, module, node)
                may_await = around not in barriers or around.is_async
                if may_await and not both.keeps(around) and outermost(around) is not heir:
                    return True
        return self.constructors.is_handed(cls)

    # -- copies --------------------------------------------------------------------------------------------------------

    def _copy(self, thing: Function | Class, side: Side, both: Side) -> None:
        if not self._can_be_copied(thing, both):
            raise CannotError
        side.copies.add(thing)
        both.copies.add(thing)

    def _can_be_copied(self, thing: Function | Class, both: Side) -> bool:
        """Whether a second one can stand beside a function or class of a module, and sync code can name it."""
        node = thing.node
        if thing.parent is None or thing.parent.node is not thing.module.tree:
            return False
        if any(outermost(blocked) is thing for blocked in both.starts | self._blocked):
            return False  # it cannot await in the original either
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.body[0].lineno == node.lineno:
            return False
        if isinstance(thing, Class):
            decorators = {name for part in node.decorator_list for name in self._decorator(part)}
            named = is_plain(thing)
            used = list(self.constructors.own_sites(thing))
        else:
            decorators = set(thing.decorators)
            named = not self._is_special(thing)
            used = [(site.module, site.node.func) for site in self.model.callers.get(thing, ())]
            used += [(module, part) for module, part in self._uses.get(thing, ()) if isinstance(part, ast.expr)]
        if not named or not decorators <= _NEUTRAL or len(node.decorator_list) != len(decorators):
            return False
        named_at = {reference for _, reference, _ in self.origins.references.get(thing, ())}
        return all(
            part in named_at or outermost(around) is thing
            for module, part in used
            if (around := unit_of(self.model, module, part)) in both.units
        )

    def _decorator(self, node: ast.expr) -> Iterator[str]:
        called = node.func if isinstance(node, ast.Call) else node
        for value in self.model.values(called):
            if isinstance(value, External):
                yield f"{value.name}()" if isinstance(node, ast.Call) else value.name

    def _is_special(self, function: Function) -> bool:
        constraints = self.constraints
        return (
            function in constraints.barriers
            or function in constraints.commands
            or function in constraints.islands
            or is_test(function)
            or is_fixture(function)
        )
