"""Attributes that a stored object lacks until they are loaded: defaults of the server, SQL that was assigned."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.cascades import owners_of_orphans
from aiolift.program.nodes import assignments, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.mapping.server_columns import ServerColumns
    from aiolift.analysis.objects.sql_values import SqlValues
    from aiolift.analysis.objects.unseen_writes import UnseenWrites
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.decide import Decisions
    from aiolift.migrate.rewrite.implicit.events import Event
    from aiolift.migrate.rewrite.implicit.held import Held
    from aiolift.program.entities import Function


class Lacking:
    """What the objects that one function holds lack behind its events."""

    def __init__(
        self,
        context: Context,
        decisions: Decisions,
        unseen: UnseenWrites,
        sql: SqlValues,
        server: ServerColumns,
        function: Function,
    ) -> None:
        self._context = context
        self._mapping = context.model.mapping
        self._decisions = decisions
        self._unseen = unseen
        self._sql = sql
        self._server = server
        self._function = function
        self._known: dict[tuple[Held, bool], frozenset[str]] = {}

    def of(self, entry: Held, event: Event) -> frozenset[str]:
        """Return the attributes that a stored object may lack, with the methods and properties that may read them."""
        known = entry, event.how == "flush" and not entry.made
        if known not in self._known:
            found = self.flushed(entry) if known[1] else self._all(entry)
            methods = {method for cls in entry.classes for base in cls.mro() for method in base.methods}
            self._known[known] = frozenset(found | methods if found else found)
        return self._known[known]

    def flushed(self, entry: Held) -> set[str]:
        """Return the attributes of a stored object that a flush of its changes expires."""
        found = self._set_in_sql(entry)
        if not self._unseen.changed(self._function).isdisjoint(entry.classes):
            found |= self._updated(entry)
        return found

    def changes(self, entry: Held) -> list[int]:
        """Return where the function leaves changes to the next flush that expire attributes of an object."""
        found: list[int] = []
        if entry.made and self._all(entry):
            found += set(entry.stored) - set(entry.refreshed)
        updated = self._updated(entry)
        for position, _, value in self._set(entry):
            if updated or (value is not None and self._sql.is_sql(value)):
                found.append(position)
        for site in self._context.model.calls_in.get(self._function, ()):
            for target in site.targets:
                if any(cls in one.mro() for cls, _ in self._sql.of(target) for one in entry.classes) or (
                    updated and not self._unseen.changed(target).isdisjoint(entry.classes)
                ):
                    found.append(site.module.start(site.node))
        return found

    def stores(self, entry: Held) -> set[str]:
        """Return the attributes of an object that the function sets."""
        return {name for _, name, _ in self._set(entry)}

    def may_be_new(self, entry: Held, event: Event) -> bool:
        """Whether the caller may have added an object of which a handler rolls the insert back."""
        ancestors = self._function.module.ancestors(event.statement)
        return (
            event.how == "rollback"
            and not entry.loaded
            and any(isinstance(outer, ast.ExceptHandler) for outer in ancestors)
        )

    def may_be_orphan(self, entry: Held) -> bool:
        """Whether the function takes an object away from its owner, whose cascade may have deleted it then."""
        owners = owners_of_orphans(self._mapping, entry.classes)
        if not owners:
            return False
        left = {
            name
            for cls in entry.classes
            for name in self.stores(entry)
            if (relationship := self._mapping.find(cls, name)) and not owners.isdisjoint(relationship.targets)
        }
        return bool(left) or any(
            isinstance(site.node.func, ast.Attribute)
            and site.node.func.attr == "remove"
            and any(written(argument) in entry.names for argument in site.node.args)
            for site in self._context.model.calls_in.get(self._function, ())
        )

    def _all(self, entry: Held) -> set[str]:
        found: set[str] = self._set_in_sql(entry)
        for cls in entry.classes:
            if cls in self._unseen.triggered:
                found |= {name for base in cls.mro() for name in base.names} - set(self._mapping.keys_of(cls))
            found |= self._server.of(cls)
            for relationship in self._mapping.all_of(cls):
                if relationship in self._decisions.defaults or relationship.is_eager:
                    found.add(relationship.name)
        return found

    def _updated(self, entry: Held) -> set[str]:
        return {name for cls in entry.classes for name in self._server.updated(cls)}

    def _set_in_sql(self, entry: Held) -> set[str]:
        """Return the attributes that the function, or one that it calls, sets to SQL: `x.balance = X.balance + 1`."""
        given = [*((name, value) for _, name, value in self._set(entry)), *self._given(entry)]
        own = {name for name, value in given if value is not None and self._sql.is_sql(value)}
        through = self._sql.through(self._function).union(*self._sql.updated(self._function).values())
        return own | {name for cls, name in through if any(cls in found.mro() for found in entry.classes)}

    def _given(self, entry: Held) -> Iterator[tuple[str, ast.expr]]:
        """Yield the attributes that an object is made with, with their values."""
        for node in self._function.own if entry.made else ():
            for target, value in assignments(node):
                if isinstance(value, ast.Call) and written(target) in entry.names:
                    yield from ((given.arg, given.value) for given in value.keywords if given.arg is not None)

    def _set(self, entry: Held) -> list[tuple[int, str, ast.expr | None]]:
        return [found for name in sorted(entry.names) for found in self._stored.get(name, ())]

    @cached_property
    def _stored(self) -> dict[str, list[tuple[int, str, ast.expr | None]]]:
        """What the function sets of each object, by how that is written: where, its name and its value."""
        module = self._function.module
        found: dict[str, list[tuple[int, str, ast.expr | None]]] = defaultdict(list)
        for node in self._function.own:
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                value = getattr(module.parents[node], "value", None)
                found[written(node.value)].append((module.start(node), node.attr, value))
        return found
