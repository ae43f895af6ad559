"""`await session.refresh(obj)` where the sync code reloaded an object: after a commit, a rollback or an `expire_all`.

With `expire_on_commit=False` a commit leaves objects as they are. That is what most code wants; but a new object
lacks the relationships that are loaded by default, columns that the server fills in are read without an await, and a
collection that was loaded does not see what was changed by other ways. Tests read what the database made of a value.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.dominance import surely_before
from aiolift.analysis.relationships import refers
from aiolift.analysis.server_columns import ServerColumns
from aiolift.analysis.sql_values import SqlValues
from aiolift.analysis.unit_of_work import UnitOfWork
from aiolift.analysis.unseen_writes import UnseenWrites
from aiolift.migrate.rewrite.implicit import deletions, requeries, shown
from aiolift.migrate.rewrite.implicit.decide import RULE
from aiolift.migrate.rewrite.implicit.events import EXPIRING, Events
from aiolift.migrate.rewrite.implicit.held import held
from aiolift.program.entities import Comprehension
from aiolift.program.fixtures import is_test
from aiolift.program.nodes import assignments, written
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.decide import Decisions
    from aiolift.migrate.rewrite.implicit.events import Event, Path
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
    kept: dict[Module, set[int]] = defaultdict(set)
    for function in context.model.program.functions:
        if (
            function in context.colour
            and function not in context.colour.islands
            and isinstance(function.node, ast.FunctionDef | ast.AsyncFunctionDef)
        ):
            kept[function.module] |= _Reloads(context, decisions, work, unseen, sql, server, function).write()
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
        sql: SqlValues,
        server: ServerColumns,
        function: Function,
    ) -> None:
        self._context = context
        self._mapping = context.model.mapping
        self._decisions = decisions
        self._work = work
        self._unseen = {below for cls in unseen.of(function) for below in (*cls.mro(), *cls.descendants())}
        self._triggered = unseen.triggered
        self._changed = unseen.changed(function)
        self._sql = sql
        self._server = server
        self._function = function
        self._module = function.module
        self._events = Events(context.model, work, function)
        self._volatile: dict[tuple[Held, bool], frozenset[str]] = {}

    def write(self) -> set[int]:
        """Write a refresh behind each event for each object that is read later and needs one.

        :return: the lines of the commits behind which columns are read as the session has them.
        """
        kept: set[int] = set()
        if not self._events.all:
            return kept
        objects = held(self._context.model, self._work, self._function)
        for event in self._events.all:
            for entry in objects:
                if self._is_affected(entry, event):
                    if (reader := self._reader(entry, event)) is not None:
                        self._refresh(entry, event, reader)
                    elif event.how == "commit" and self._expire(entry, event):
                        continue
                    elif event.how == "commit" and not entry.made and self._reads_columns(entry, event):
                        kept.add(event.statement.lineno)
        requeries.rewrite(self._context, self._work, self._function, self._events, objects, self._unseen)
        return kept

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
        if not self._refreshes(reader, entry.text):
            refresh = f"await {session}.refresh({entry.text}){newline}{indent}"
            self._context.insert(module, module.start(reader), refresh, RULE, f"{entry.text} is read here first")
        return True

    def _reads_columns(self, entry: Held, event: Event) -> bool:
        """Whether what follows reads more of an object than its key."""
        for path in self._events.after(event):
            for statement in path.statements:
                if _binds(statement, entry.text) or self._refreshes(statement, entry.text):
                    break
                for node in self._events.attributes(statement, entry.text):
                    if (
                        isinstance(node.ctx, ast.Load)
                        and not self._is_key(entry.classes, node.attr)
                        and not isinstance(self._module.parents[node], ast.Call)
                    ):
                        return True
        return False

    def _is_affected(self, entry: Held, event: Event) -> bool:
        """Whether an event can change a stored object; a new one is not stored any more after a rollback."""
        if event.only is not None and entry.text not in event.only:
            return False
        changed = self._is_changed(entry, event)
        if entry.several and event.how not in EXPIRING and not (changed and entry.loaded):
            return False
        if _binds(event.statement, entry.text):
            return False  # whoever gives it has seen to it
        end = self._module.end(event.statement)
        if entry.bound >= end:
            return False
        if event.how == "rollback" and entry.is_new(end):
            return False
        if event.how == "flush" and not entry.made and not self._flushed(entry):
            return False
        if event.how in EXPIRING:
            return not entry.forgotten
        statement = event.statement
        own_span = (self._module.start(statement), end)
        before = [*surely_before(self._module, statement), own_span]
        if changed and not entry.made:
            return not entry.forgotten and (
                not entry.loaded or any(s <= p < e for p in entry.loaded for s, e in before)
            )
        return entry.is_stored(end, before)

    def _is_changed(self, entry: Held, event: Event) -> bool:
        """Whether the function changes rows of an object's class behind the session's back, before its own commit."""
        return event.how == "commit" and not event.elsewhere and not self._unseen.isdisjoint(entry.classes)

    def _reader(self, entry: Held, event: Event) -> ast.stmt | None:
        """Return the first statement that reads something of an object that may not be there, or may have changed."""
        readers = (self._reader_on(path, entry, event) for path in self._events.after(event))
        return next((found for found in readers if found is not None), None)

    def _reader_on(self, path: Path, entry: Held, event: Event) -> ast.stmt | None:
        for statement in path.statements:
            if _binds(statement, entry.text) or self._refreshes(statement, entry.text):
                return None
            uses = self._events.written(statement).get(entry.text, ())
            if any(self._is_use(node, entry, event, path.polls) for node in uses):
                return statement
        return None

    def _is_use(self, node: ast.expr, entry: Held, event: Event, polls: bool) -> bool:
        if self._is_own_of_comprehension(node):
            return False
        parent = self._module.parents[node]
        if event.how in EXPIRING:
            if not isinstance(parent, ast.Attribute):
                return self._escapes(node) or entry.several
            return isinstance(parent.ctx, ast.Load) and not self._context.is_awaited(parent)
        changed = self._is_changed(entry, event)
        if not isinstance(parent, ast.Attribute):
            return (entry.several and changed) or (
                (changed or bool(self._lacking(entry, event))) and self._escapes(node)
            )
        if not isinstance(parent.ctx, ast.Load):
            return False
        if relationships := self._mapping.of(node, parent.attr):
            several = any(found.several for found in relationships)
            if self._context.is_awaited(parent):
                return not entry.made and event.how == "commit" and (several or self._moves(entry))
            twice = several and self._is_filled_twice(entry, parent.attr)
            if event.how == "commit" and (self._moves(entry) or twice):
                return True
        if parent.attr in self._lacking(entry, event) or changed:
            return True
        watched = (is_test(self._function) and event.direct) or polls
        return (
            watched
            and event.how == "commit"
            and not event.elsewhere
            and not entry.made
            and not self._is_key(entry.classes, parent.attr)
        )

    def _is_key(self, classes: set[Class], name: str) -> bool:
        """Whether an attribute is a primary key, which nothing changes."""
        return any(name in self._mapping.keys_of(cls) for cls in classes)

    def _moves(self, entry: Held) -> bool:
        """Whether the function sets a foreign key of an object, so that its relationships lead elsewhere."""
        return any(refers(cls, name) for name, _ in self._stores(entry) for cls in entry.classes)

    def _is_filled_twice(self, entry: Held, name: str) -> bool:
        """Whether the function appends to a collection what refers to its owner already, so that it is there twice.

        `Child(parent=parent)` fills `parent.children` by the back reference; the commit made it one in the sync code.
        """
        collection = f"{entry.text}.{name}"
        appended = made = False
        for site in self._context.model.calls_in.get(self._function, ()):
            call = site.node
            if isinstance(call.func, ast.Attribute) and call.func.attr in {"append", "extend", "insert"}:
                appended = appended or written(call.func.value) == collection
            given = any(written(keyword.value) == entry.text for keyword in call.keywords)
            made = made or (given and bool(self._mapping.mapped(call)))
        return appended and made

    def _set_in_sql(self, entry: Held) -> set[str]:
        """Return the attributes that the function, or one that it calls, sets to SQL: `x.balance = X.balance + 1`."""
        given = [*self._stores(entry), *self._given(entry)]
        own = {name for name, value in given if value is not None and self._sql.is_sql(value)}
        through = self._sql.through(self._function)
        return own | {name for cls, name in through if any(cls in found.mro() for found in entry.classes)}

    def _flushed(self, entry: Held) -> set[str]:
        """Return the attributes of a stored object that a flush of its changes expires."""
        found = self._set_in_sql(entry)
        if not self._changed.isdisjoint(entry.classes):
            found |= {name for cls in entry.classes for name in self._server.updated(cls)}
        return found

    def _given(self, entry: Held) -> Iterator[tuple[str, ast.expr]]:
        """Yield the attributes that an object is made with, with their values."""
        for node in self._function.own if entry.made else ():
            for target, value in assignments(node):
                if isinstance(value, ast.Call) and written(target) == entry.text:
                    yield from ((given.arg, given.value) for given in value.keywords if given.arg is not None)

    def _stores(self, entry: Held) -> list[tuple[str, ast.expr | None]]:
        """Return the attributes of an object that the function sets, with their values."""
        return self._stored.get(entry.text, [])

    @cached_property
    def _stored(self) -> dict[str, list[tuple[str, ast.expr | None]]]:
        """What the function sets of each object, by how that is written."""
        found: dict[str, list[tuple[str, ast.expr | None]]] = defaultdict(list)
        for node in self._function.own:
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                value = getattr(self._module.parents[node], "value", None)
                found[written(node.value)].append((node.attr, value))
        return found

    def _lacking(self, entry: Held, event: Event) -> frozenset[str]:
        """Return the attributes that a stored object may lack, with the methods and properties that may read them."""
        known = entry, event.how == "flush" and not entry.made
        if known not in self._volatile:
            found = self._flushed(entry) if known[1] else self._find_lacking(entry)
            methods = {method for cls in entry.classes for base in cls.mro() for method in base.methods}
            self._volatile[known] = frozenset(found | methods if found else found)
        return self._volatile[known]

    def _find_lacking(self, entry: Held) -> set[str]:
        found: set[str] = self._set_in_sql(entry)
        for cls in entry.classes:
            if cls in self._triggered:
                found |= {name for base in cls.mro() for name in base.names if not self._is_key({cls}, name)}
            found |= self._server.of(cls)
            for relationship in self._mapping.all_of(cls):
                if relationship in self._decisions.defaults or relationship.is_eager:
                    found.add(relationship.name)
        return found

    def _escapes(self, node: ast.AST) -> bool:
        """Whether an object leaves the function, or goes to code that reads it without awaiting."""
        inner = node
        for outer in self._module.ancestors(node):
            if isinstance(outer, ast.Call) and inner is not outer.func:
                return self._is_read_by(outer)
            if isinstance(outer, ast.Return | ast.Yield | ast.FormattedValue):
                return True
            if isinstance(outer, ast.Compare | ast.stmt | ast.BoolOp | ast.Subscript | ast.Attribute):
                return False
            inner = outer
        return False

    def _is_read_by(self, call: ast.Call) -> bool:
        site = self._context.model.site(call)
        if site is None or self._work.session_method(site) is not None:
            return False
        makes = any(
            isinstance(value, ClassValue) and self._mapping.is_mapped(value.cls)
            for value in self._context.model.values(call.func)
        )
        return not makes and not any(target in self._context.colour for target in site.targets)

    def _refreshes(self, statement: ast.stmt, text: str) -> bool:
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
            return False
        site = self._context.model.site(statement.value)
        if site is None or self._work.session_method(site) != "refresh":
            return False
        return any(written(argument) == text for argument in site.node.args)

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

    def _place(self, entry: Held, event: Event, reader: ast.stmt) -> ast.stmt | None:
        """Return the statement that a refresh belongs before, where I/O lies between; None: behind the event.

        In the sync code the first read of any attribute reloaded the object, that of its key too.
        """
        siblings = self._module.siblings(event.statement)
        if reader not in siblings:
            return None
        between = siblings[siblings.index(event.statement) + 1 : siblings.index(reader) + 1]
        first = next((found for found in between if self._touches(found, entry)), reader)
        start, end = self._module.end(event.statement), self._module.start(first)
        return first if any(start < at < end for at in self._decisions.io.get(self._function, ())) else None

    def _touches(self, statement: ast.stmt, entry: Held) -> bool:
        return any(True for _ in self._events.attributes(statement, entry.text))

    def _refresh(self, entry: Held, event: Event, reader: ast.stmt) -> None:
        module = self._module
        session = self._work.session_near(module, self._function, event.statement)
        if session is None and is_test(self._function):
            return  # a session that the test does not name is not the one that holds its objects
        if session is None:
            finder = self._context.imports(module).need("sqlalchemy.ext.asyncio", "async_object_session")
            session = f"{finder}({entry.text})"
        newline, indent = module.file.newline, module.indent(event.statement)
        line = f"await {session}.refresh({entry.text})"
        if entry.several:
            unit = "\t" if "\t" in indent else "    "
            line = f"for item in {entry.text}:{newline}{indent}{unit}await {session}.refresh(item)"
        why = f"{entry.text} is read after this {event.how}, which reloaded it in the sync code"
        before = self._place(entry, event, reader)
        if before is None:
            self._context.insert(module, _line_end(module, event.statement), f"{newline}{indent}{line}", RULE, why)
        else:
            self._context.insert(module, module.start(before), f"{line}{newline}{indent}", RULE, why)


def _listed(lines: list[int]) -> str:
    return f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines[:-1]))} and {lines[-1]}"


def _line_end(module: Module, statement: ast.stmt) -> int:
    """Return the offset behind a statement, and behind the comment on its last line."""
    end = module.end(statement)
    rest = module.text[end:].partition("\n")[0].rstrip("\r")
    return end + len(rest) if rest.lstrip().startswith("#") else end


def _binds(statement: ast.stmt, text: str) -> bool:
    """Whether a statement gives a variable another object."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.For):
        return False
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    root = text.partition("[")[0]
    return any(written(inner) == root for target in targets for inner in [target, *getattr(target, "elts", [])])
