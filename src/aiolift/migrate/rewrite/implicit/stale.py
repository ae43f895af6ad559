"""Relationships of the objects that a function holds that lead elsewhere behind its commit than what is loaded."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.entities import own
from aiolift.program.nodes import arguments, assignments, written
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.objects.moved import Moved
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.decide import Decisions
    from aiolift.migrate.rewrite.implicit.events import Event, Events
    from aiolift.migrate.rewrite.implicit.held import Held
    from aiolift.program.entities import Class, Function


class Stale:
    """What a commit of one function leaves out of date.

    :param changed: the classes whose rows the function changes behind the session's back.
    """

    def __init__(
        self,
        context: Context,
        decisions: Decisions,
        moved: Moved,
        events: Events,
        changed: set[Class],
        function: Function,
    ) -> None:
        self._context = context
        self._mapping = context.model.mapping
        self._decisions = decisions
        self._moved = moved
        self._events = events
        self._changed = changed
        self._function = function
        self._known: dict[tuple[Held, Event], dict[str, Relationship]] = {}

    def of(self, entry: Held, event: Event) -> dict[str, Relationship]:
        """Return the relationships of an object that are loaded and moved before a commit, by name."""
        if event.how != "commit":
            return {}
        known = entry, event
        if known not in self._known:
            moved = self._moved.of(self._function)
            self._known[known] = {
                found.name: found
                for cls in (entry.classes if moved or self._changed else ())
                for found in self._mapping.all_of(cls)
                if (
                    any(self._events.is_before(place, event) for place in moved.get(found, ()))
                    or not self._changed.isdisjoint(found.targets)
                )
                and self._is_filled(entry, found, event)
            }
        return self._known[known]

    def reads(self, node: ast.expr, entry: Held, event: Event) -> bool:
        """Whether a call that an object is given to reads what is out of date, or a loop does of a list's items."""
        stale = self.of(entry, event)
        if not stale:
            return False
        outer = self._function.module.parents[node]
        if isinstance(outer, ast.keyword):
            outer = self._function.module.parents[outer]
        if isinstance(outer, ast.Call) and node is not outer.func:
            return any(self._reads(outer, found) for found in stale.values())
        return entry.several and any(
            isinstance(inner, ast.Attribute)
            and inner.attr in stale
            and (self._function.module.start(inner) > self._function.module.start(node))
            and not entry.classes.isdisjoint(self._mapping.mapped(inner.value))
            for inner in self._function.own
        )

    def is_left(self, refresh: ast.stmt, entry: Held, event: Event) -> bool:
        """Whether a refresh that the program writes names attributes, and not all that are out of date."""
        named = {node.value for node in ast.walk(refresh) if isinstance(node, ast.Constant)}
        return bool(named) and not self.of(entry, event).keys() <= named

    def read_of_another(self, entry: Held, event: Event) -> ast.Attribute | None:
        """Return where what is out of date is read behind a commit of what may be the same object."""
        stale, module = self.of(entry, event), self._function.module
        for node in self._function.own if stale else ():
            if (
                isinstance(node, ast.Attribute)
                and node.attr in stale
                and written(node.value) not in entry.names
                and module.start(node) > module.end(event.statement)
                and not entry.classes.isdisjoint(self._mapping.mapped(node.value))
            ):
                return node
        return None

    def is_given(self, read: ast.Attribute, event: Event) -> bool:
        """Whether a function of the program gives the object of a read behind an event, from where it may be held."""
        module, values = self._function.module, [read.value]
        if isinstance(read.value, ast.Name):
            pairs = [pair for node in self._function.own for pair in assignments(node)]
            values = [value for target, value in pairs if written(target) == read.value.id]
        sites = [self._context.model.site(value) for value in values if isinstance(value, ast.Call)]
        after = module.end(event.statement)
        return bool(sites) and all(
            site is not None
            and bool(site.targets)
            and module.start(site.node) > after
            and not any(self._makes(target, self._mapping.mapped(read.value)) for target in site.targets)
            for site in sites
        )

    def _makes(self, function: Function, classes: frozenset[Class]) -> bool:
        """Whether a function makes an object of one of some classes."""
        return any(
            isinstance(value, ClassValue) and value.cls in classes
            for site in self._context.model.calls_in.get(function, ())
            for value in self._context.model.values(site.node.func)
        )

    def calls_reader(self, statement: ast.stmt, entry: Held, event: Event) -> bool:
        """Whether a statement calls a function inside of this one, which reads there what is out of date."""
        stale = self.of(entry, event)
        return bool(stale) and any(
            isinstance(inner, ast.Attribute) and inner.attr in stale and written(inner.value) in entry.names
            for node in own(statement)
            if isinstance(node, ast.Call) and (site := self._context.model.site(node)) is not None
            for target in site.targets
            if target.parent is self._function
            for inner in target.own
        )

    def _reads(self, call: ast.Call, relationship: Relationship) -> bool:
        site = self._context.model.site(call)
        return site is not None and any(relationship in self._moved.reads(target) for target in site.targets)

    def _is_filled(self, entry: Held, relationship: Relationship, event: Event) -> bool:
        """Whether an object has a relationship loaded: by its query, or of a new one, where it is used or given."""
        if entry.loaded or not entry.made:
            return relationship.is_eager or relationship in self._decisions.loaded
        if self._events.was_read(entry, relationship.name, event):
            return True
        for node in self._events.before(event, entry.text):
            if isinstance(node, ast.Call):
                given = any(written(value) in entry.names for value in arguments(node))
                if given and (self._mapping.mapped(node) or self._reads(node, relationship)):
                    return True
        return any(
            isinstance(value, ast.Call)
            and written(target) in entry.names
            and any(given.arg == relationship.name for given in value.keywords)
            for node in self._function.own
            for target, value in assignments(node)
        )

    def is_filled_twice(self, entry: Held, name: str) -> bool:
        """Whether the function appends to a collection what refers to its owner already, so that it is there twice.

        `Child(parent=parent)` fills `parent.children` by the back reference; the commit made it one in the sync code.
        """
        collections = {f"{text}.{name}" for text in entry.names}
        appended = made = False
        for site in self._context.model.calls_in.get(self._function, ()):
            call = site.node
            if isinstance(call.func, ast.Attribute) and call.func.attr in {"append", "extend", "insert"}:
                appended = appended or written(call.func.value) in collections
            given = any(written(keyword.value) in entry.names for keyword in call.keywords)
            made = made or (given and bool(self._mapping.mapped(call)))
        return appended and made
