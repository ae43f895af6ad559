"""`await session.refresh(obj)` where the sync code reloaded an object: after a commit, a rollback or an `expire_all`.

With `expire_on_commit=False` a commit leaves objects as they are. That is what most code wants; but a new object
lacks the relationships that are loaded by default, columns that the server fills in are read without an await, and a
collection that was loaded does not see what was changed by other ways. Tests read what the database made of a value.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from aiolift.analysis.dominance import surely_before
from aiolift.analysis.mapping.cascades import refreshed_along
from aiolift.analysis.mapping.relationships import refers
from aiolift.analysis.mapping.server_columns import ServerColumns
from aiolift.analysis.objects.moved import Moved
from aiolift.analysis.objects.sql_values import SqlValues
from aiolift.analysis.objects.unseen_writes import UnseenWrites
from aiolift.analysis.sessions.unit_of_work import UnitOfWork
from aiolift.migrate import blocks
from aiolift.migrate.rewrite.implicit import deletions, requeries, shown
from aiolift.migrate.rewrite.implicit.decide import RULE
from aiolift.migrate.rewrite.implicit.events import ENDS, EXPIRING, Event, Events, bound_to, whole_if
from aiolift.migrate.rewrite.implicit.held import held
from aiolift.migrate.rewrite.implicit.lacking import Lacking
from aiolift.migrate.rewrite.implicit.stale import Stale
from aiolift.program.entities import Comprehension
from aiolift.program.fixtures import is_test
from aiolift.program.nodes import written
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.decide import Decisions
    from aiolift.migrate.rewrite.implicit.events import Path
    from aiolift.migrate.rewrite.implicit.held import Held
    from aiolift.program.entities import Class, Function
    from aiolift.program.source import Module

_KEPT = (
    "behind {lines}, columns are read as this session has them, where the sync code read them again after the commit: "
    "`await session.refresh(…)` where another session changes these rows meanwhile"
)


def rewrite(context: Context, decisions: Decisions) -> None:
    """Add the reloads to every function that became async."""
    work = UnitOfWork(context.model)
    unseen = UnseenWrites(context.model, work)
    sql, server = SqlValues(context.model), ServerColumns(context.model)
    moved = Moved(context.model, work)
    kept: dict[Module, set[int]] = defaultdict(set)
    for function in context.model.program.functions:
        if (
            function in context.colour
            and function not in context.colour.islands
            and isinstance(function.node, ast.FunctionDef | ast.AsyncFunctionDef)
        ):
            kept[function.module] |= _Reloads(context, decisions, work, unseen, moved, sql, server, function).write()
    deletions.rewrite(context, decisions, work, unseen)
    for module, lines in kept.items():
        if lines:
            context.note(_KEPT.format(lines=_listed(sorted(lines))), module)


class _Reloads:
    """The reloads of one function."""

    def __init__(
        self,
        context: Context,
        decisions: Decisions,
        work: UnitOfWork,
        unseen: UnseenWrites,
        moved: Moved,
        sql: SqlValues,
        server: ServerColumns,
        function: Function,
    ) -> None:
        self._context = context
        self._mapping = context.model.mapping
        self._decisions = decisions
        self._work = work
        self._unseen = {below for cls in unseen.of(function) for below in (*cls.mro(), *cls.descendants())}
        self._function = function
        self._module = function.module
        self._events = Events(context.model, work, sql, function)
        self._lacking = Lacking(context, decisions, unseen, sql, server, function)
        self._stale = Stale(context, decisions, moved, self._events, self._unseen, function)

    def write(self) -> set[int]:
        """Write a refresh behind each event for each object that is read later and needs one.

        :return: the lines of the commits behind which columns are read as the session has them.
        """
        kept: set[int] = set()
        waits = self._decisions.io.get(self._function, []) if self._work.autoflushes else []
        if not self._events.all and not waits:
            return kept
        objects = held(self._context.model, self._work, self._function)
        asked: dict[Event, set[Class]] = defaultdict(set)
        for entry in objects if waits else ():
            self._around_queries(entry, waits)
        # What a refresh expires along comes behind it.
        parents_first = sorted(objects, key=lambda entry: not refreshed_along(self._mapping, entry.classes))
        for event in self._events.all:
            expired: set[Class] = set()
            for entry in parents_first:
                if not expired.isdisjoint(entry.classes) and self._is_held(entry, event):
                    along = Event(event.statement, "expire", session=event.session)
                    if (reader := self._reader(entry, along)) is not None:
                        self._refresh(entry, event, reader)
                        continue
                if self._is_affected(entry, event):
                    if (reader := self._reader(entry, event)) is not None:
                        self._refresh(entry, event, reader)
                        expired |= refreshed_along(self._mapping, entry.classes)
                        continue
                    if (read := self._stale.read_of_another(entry, event)) is not None:
                        if self._stale.is_given(read, event):
                            self._refresh(entry, event, self._module.statement(read))
                        asked[event] |= entry.classes
                    if event.how == "commit" and not self._expire(entry, event) and self._reads_columns(entry, event):
                        kept.add(event.statement.lineno)
        requeries.rewrite(self._context, self._work, self._function, self._events, objects, self._unseen, asked)
        return kept

    def _is_held(self, entry: Held, event: Event) -> bool:
        """Whether an object is one of the session's at an event, whoever stored it."""
        end = self._module.end(event.statement)
        return entry.bound < end and not entry.several and not any(place < end for place in entry.forgotten)

    def _around_queries(self, entry: Held, waits: list[int]) -> None:
        """Refresh an object that a query flushes, as the flush expires what is read behind the query."""
        module = self._module
        changes = [] if entry.several else self._lacking.changes(entry)
        flushing = [event.statement for event in self._events.all if event.is_of(entry.sessions)]
        for event in self._events.queries(waits) if changes else ():
            place = whole_if(module, event.statement)
            start = module.start(place)
            before = surely_before(module, place)
            last = max((change for change in changes if change < start), default=None)
            if last is None or not event.is_of(entry.sessions) or any(gone < start for gone in entry.forgotten):
                continue
            if (entry.made and not entry.is_stored(start, before)) or any(
                found is place
                or (last < module.end(found) <= start and any(s <= module.start(found) < e for s, e in before))
                for found in flushing
            ):
                continue
            flushing.append(place)
            uses = self._events.uses(event.statement, entry)
            if any(self._is_use(node, entry, event, polls=False) for node in uses):
                self._refresh(entry, event, place, is_flushed=False)
            elif (reader := self._reader(entry, event)) is not None:
                self._refresh(entry, event, reader)

    def _expire(self, entry: Held, event: Event) -> bool:
        """Expire an object that the sync code showed while it was expired, and reload it where that code did."""
        module = self._module
        session = self._work.session_near(module, self._function, event.statement) if event.direct else None
        reader = shown.read_after(self._context.model, module, entry, event) if session is not None else None
        if reader is None:
            return False
        newline, indent = module.file.newline, module.indent(event.statement)
        why = f"the commit had expired {entry.text} when it was shown"
        expire = f"{newline}{indent}{session}.expire({entry.text})"
        self._context.insert(module, _line_end(module, event.statement), expire, RULE, why)
        if not self._refreshes(reader, entry):
            refresh = f"await {session}.refresh({entry.text}){newline}{indent}"
            self._context.insert(module, module.start(reader), refresh, RULE, f"{entry.text} is read here first")
        return True

    def _reads_columns(self, entry: Held, event: Event) -> bool:
        """Whether what follows reads more of an object than its key; of a new one nobody else changes anything."""
        for path in self._events.after(event) if not entry.made else ():
            for statement in path.statements:
                if bound_to(statement, entry.text) is not None or self._refreshes(statement, entry):
                    break
                for node in self._events.attributes(statement, entry):
                    if (
                        self._is_read(node)
                        and not self._is_key(entry.classes, node.attr)
                        and not isinstance(self._module.parents[node], ast.Call)
                    ):
                        return True
        return False

    def _is_affected(self, entry: Held, event: Event) -> bool:
        """Whether an event can change a stored object; a new one is not stored any more after a rollback."""
        if not event.is_of(entry.sessions) or (event.only is not None and event.only.isdisjoint(entry.names)):
            return False
        changed = self._is_changed(entry, event)
        out_of_date = changed or bool(self._stale.of(entry, event))
        if entry.several and event.how not in EXPIRING and not (out_of_date and entry.loaded):
            return False
        if bound_to(event.statement, entry.text) is not None:
            return False  # whoever gives it has seen to it
        end = self._module.end(event.statement)
        if entry.bound >= end:
            return False
        if event.how == "rollback" and entry.is_new(end):
            return False
        if event.how == "flush" and not entry.made and not self._lacking.flushed(entry):
            return False
        if event.how in EXPIRING:
            return not entry.forgotten
        statement = event.statement
        own_span = (self._module.start(statement), end)
        before = [*surely_before(self._module, statement), own_span]
        loaded = entry.loaded if changed or entry.several else entry.found
        if (changed or (out_of_date and loaded)) and not entry.made:
            known = not entry.loaded or any(s <= p < e for p in loaded for s, e in before)
            return not entry.forgotten and (known or (not changed and entry.is_stored(end, before)))
        return entry.is_stored(end, before)

    def _is_changed(self, entry: Held, event: Event) -> bool:
        """Whether the function changes rows of an object's class behind the session's back, before its own commit."""
        return event.how == "commit" and not self._unseen.isdisjoint(entry.classes)

    def _reader(self, entry: Held, event: Event) -> ast.stmt | None:
        """Return the first statement that reads something of an object that may not be there, or may have changed."""
        readers = (self._reader_on(path, entry, event) for path in self._events.after(event))
        return next((found for found in readers if found is not None), None)

    def _reader_on(self, path: Path, entry: Held, event: Event) -> ast.stmt | None:
        for statement in path.statements:
            if self._refreshes(statement, entry) and not self._stale.is_left(statement, entry, event):
                return None
            uses = self._events.uses(statement, entry)
            bound = bound_to(statement, entry.text)
            if bound is not None and uses:
                before = set(ast.walk(bound))  # what is read of the object before the name means another
                uses = [node for node in uses if node in before]
            if any(self._is_use(node, entry, event, path.polls) for node in uses) or self._stale.calls_reader(
                statement, entry, event
            ):
                return statement
            if bound is not None:
                return None
        return None

    def _is_use(self, node: ast.expr, entry: Held, event: Event, polls: bool) -> bool:
        if self._is_own_of_comprehension(node):
            return False
        parent = self._module.parents[node]
        if event.how in EXPIRING:
            if not isinstance(parent, ast.Attribute):
                return self._escapes(node) or entry.several
            return self._is_read(parent) and not self._context.is_awaited(parent)
        changed = self._is_changed(entry, event)
        if not isinstance(parent, ast.Attribute):
            return (
                (entry.several and changed)
                or ((changed or bool(self._lacking.of(entry, event))) and self._escapes(node))
                or self._stale.reads(node, entry, event)
            )
        if not self._is_read(parent):
            return False
        if relationships := self._mapping.of(node, parent.attr):
            several = any(found.several for found in relationships)
            if parent.attr in self._stale.of(entry, event):
                return True
            if self._context.is_awaited(parent):
                filled = not entry.made or self._events.was_read(entry, parent.attr, event)
                return filled and event.how == "commit" and (several or self._moves(entry))
            twice = several and self._stale.is_filled_twice(entry, parent.attr)
            if event.how == "commit" and (self._moves(entry) or twice):
                return True
        if parent.attr in self._lacking.of(entry, event) or changed:
            return True
        watched = (is_test(self._function) and event.direct) or polls
        return watched and event.how == "commit" and not entry.made and not self._is_key(entry.classes, parent.attr)

    def _is_read(self, node: ast.Attribute) -> bool:
        """Whether an attribute is read, as `x.count += 1` does before it sets it."""
        return isinstance(node.ctx, ast.Load) or isinstance(self._module.parents[node], ast.AugAssign)

    def _is_key(self, classes: set[Class], name: str) -> bool:
        """Whether an attribute is a primary key, which nothing changes."""
        return any(name in self._mapping.keys_of(cls) for cls in classes)

    def _moves(self, entry: Held) -> bool:
        """Whether the function sets a foreign key of an object, so that its relationships lead elsewhere."""
        return any(refers(cls, name) for name in self._lacking.stores(entry) for cls in entry.classes)

    def _escapes(self, node: ast.AST) -> bool:
        """Whether an object leaves the function, or goes to code that reads it without awaiting."""
        inner = node
        for outer in self._module.ancestors(node):
            if isinstance(outer, ast.Call) and inner is not outer.func:
                return self._is_read_by(outer)
            if isinstance(outer, ast.Return | ast.Yield | ast.FormattedValue):
                return True
            if isinstance(outer, ast.Compare | ast.stmt | ast.BoolOp | ast.Subscript | ast.Attribute):
                break
            inner = outer
        return False

    def _is_read_by(self, call: ast.Call) -> bool:
        site = self._context.model.site(call)
        if site is None or self._work.session_method(site) is not None:
            return False
        if getattr(call.func, "id", "") in {"type", "isinstance", "id"}:
            return False  # which read nothing of it
        makes = any(
            isinstance(value, ClassValue) and self._mapping.is_mapped(value.cls)
            for value in self._context.model.values(call.func)
        )
        return not makes and not any(target in self._context.colour for target in site.targets)

    def _refreshes(self, statement: ast.stmt, entry: Held) -> bool:
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
            return False
        site = self._context.model.site(statement.value)
        refreshes = site is not None and self._work.session_method(site) == "refresh"
        return refreshes and any(written(argument) in entry.names for argument in statement.value.args)

    def _is_own_of_comprehension(self, node: ast.expr) -> bool:
        """Whether a name is the variable of a comprehension that it stands in."""
        return any(
            isinstance(outer, Comprehension)
            and written(node)
            in {
                written(inner)
                for found in outer.generators
                for inner in ast.walk(found.target)
                if isinstance(inner, ast.expr)
            }
            for outer in self._module.ancestors(node)
        )

    def _place(self, entry: Held, event: Event, reader: ast.stmt) -> tuple[ast.stmt, bool]:
        """Return the statement that a refresh stands at, and whether it is before it: behind the I/O that lies between.

        In the sync code the first read of any attribute reloaded the object, that of its key too.
        """
        if entry.several and (loop := self._events.left(event, reader, entry.names)) is not None:
            return loop, False
        siblings = self._module.siblings(event.statement)
        following = siblings[siblings.index(event.statement) + 1 :]
        if reader in following:
            between = following[: following.index(reader) + 1]
            first = next((found for found in between if self._touches(found, entry)), reader)
            end = self._module.end(event.statement) + 1  # where a block ends, its own commit is I/O
            is_before = self._does_io(end, self._module.start(first))
            return (first, True) if is_before else (event.statement, False)
        if reader in siblings or any(isinstance(found, ENDS) for found in following):
            return event.statement, False
        waits = [found for found in following if self._does_io(self._module.start(found), self._module.end(found))]
        return (waits or [event.statement])[-1], False

    def _does_io(self, start: int, end: int) -> bool:
        return any(start <= at < end for at in self._decisions.io.get(self._function, ()))

    def _touches(self, statement: ast.stmt, entry: Held) -> bool:
        return any(True for _ in self._events.attributes(statement, entry))

    def _refresh(self, entry: Held, event: Event, reader: ast.stmt, *, is_flushed: bool = True) -> None:
        """Write it behind an event, or before the reader; with a flush of its own where the reader flushes too late."""
        module = self._module
        session = self._work.session_near(module, self._function, event.statement)
        if session is None and is_test(self._function):
            return  # a session that the test does not name is not the one that holds its objects
        if session is None:
            finder = self._context.imports(module).need("sqlalchemy.ext.asyncio", "async_object_session")
            session = f"{finder}({entry.text})"
        statement, is_before = self._place(entry, event, reader) if is_flushed else (reader, True)
        newline, indent = module.file.newline, module.indent(statement)
        line = f"await {session}.refresh({entry.text})"
        if self._lacking.may_be_new(entry, event) or self._lacking.may_be_orphan(entry):
            line = f"if {entry.text} in {session}:{newline}{indent}{blocks.unit(module, event.statement)}{line}"
        if entry.perhaps and entry.may_be_none(surely_before(module, event.statement)):
            line = f"if {entry.text} is not None:{newline}{indent}{blocks.unit(module, event.statement)}{line}"
        if entry.several:
            unit = "\t" if "\t" in indent else "    "
            line = f"for item in {entry.text}:{newline}{indent}{unit}await {session}.refresh(item)"
        why = f"{entry.text} is read after this {event.how}, which reloaded it in the sync code"
        if not is_flushed:
            line = f"await {session}.flush(){newline}{indent}{line}"
        if is_before:
            self._context.insert(module, module.start(statement), f"{line}{newline}{indent}", RULE, why)
        else:
            self._context.insert(module, _line_end(module, statement), f"{newline}{indent}{line}", RULE, why)


def _listed(lines: list[int]) -> str:
    return f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines[:-1]))} and {lines[-1]}"


def _line_end(module: Module, statement: ast.stmt) -> int:
    """Return the offset behind a statement, and behind the comment on its last line."""
    end = module.end(statement)
    rest = module.text[end:].partition("\n")[0].rstrip("\r")
    return end + len(rest) if rest.lstrip().startswith("#") else end
