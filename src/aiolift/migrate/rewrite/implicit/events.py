"""The statements of a function behind which objects are not what they were, and what runs after each."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.migrate.rewrite.implicit.held import Loop
from aiolift.program.entities import own
from aiolift.program.nodes import arguments, written

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from aiolift.analysis.model import Model, Site
    from aiolift.analysis.objects.sql_values import SqlValues
    from aiolift.analysis.sessions.unit_of_work import UnitOfWork
    from aiolift.migrate.rewrite.implicit.held import Held
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

EXPIRING = frozenset({"expire", "expire_all", "rollback"})
_METHODS = EXPIRING | {"commit", "flush"}
ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_BLOCKS = ("body", "orelse", "finalbody")
#: Methods of a session that do I/O and flush nothing first.
_ASK_NOTHING = frozenset({"close", "reset", "invalidate", "connection", "begin", "begin_nested", "delete"})
_NO_PLACE = (ast.With, ast.AsyncWith, ast.FunctionDef, ast.AsyncFunctionDef, ast.Try)
_SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.Assert)


@dataclass(frozen=True, eq=False)
class Event:
    """A statement that commits, flushes or expires.

    :param how: the session's method: `commit`, `flush`, `rollback`, `expire`, `expire_all`. A commit that expires
        nothing is a flush.
    :param only: the names of the objects that it is about, or None for all of the session's.
    :param direct: whether the function calls the session itself.
    :param session: how the session is written, where that is known.
    """

    statement: ast.stmt
    how: str
    only: frozenset[str] | None = None
    direct: bool = True
    session: str | None = None

    def is_of(self, sessions: Collection[str | None]) -> bool:
        """Whether it can be about one of some sessions; None is one that is not known."""
        return self.session is None or not sessions or None in sessions or self.session in sessions


@dataclass(frozen=True, eq=False)
class Path:
    """What runs after an event until the next one, or until the session is closed.

    :param polls: whether the way leads around a `while` loop, which waits for what others do.
    """

    statements: tuple[ast.stmt, ...]
    polls: bool = False


class Events:
    """The events of one function, inner blocks first."""

    def __init__(self, model: Model, work: UnitOfWork, sql: SqlValues, function: Function) -> None:
        self._model = model
        self._sql = sql
        self._work = work
        self._module = function.module
        self._function = function
        self.all = sorted(self._find(), key=lambda event: -event.statement.col_offset)
        self._at: dict[ast.stmt, list[Event]] = defaultdict(list)
        for event in self.all:
            self._at[event.statement].append(event)
        self._after: dict[Event, tuple[Path, ...]] = {}
        self._written: dict[ast.stmt, Mapping[str, list[ast.expr]]] = {}

    def _find(self) -> Iterator[Event]:
        for node in self._work.blocks.get(self._function, ()):
            if isinstance(node, ast.With) and (how := self._work.at_end(node)):
                yield Event(node, self._effect(how), session=self._begun(node))
        for site in self._work.sites.get(self._function, []):
            method = self._work.session_method(site)
            targets = site.targets if method is None else ()
            through = {self._work.writing[target] for target in targets if target in self._work.writing}
            if method not in _METHODS and not through:
                continue
            statement = self._module.statement(site.node)
            if not isinstance(statement, _SIMPLE):
                continue
            if method is not None:
                only = frozenset(map(written, site.node.args)) if method == "expire" else None
                yield Event(statement, self._effect(method), only, session=self._work.receiver(site))
            elif self._is_own(site):
                how = "commit" if "commit" in through else "flush"
                yield Event(statement, self._effect(how), direct=False, session=self._given(site))

        for call in self._sql.updated(self._function):
            statement = self._module.statement(call)
            if isinstance(statement, _SIMPLE) and not isinstance(self._module.parents[call], ast.Await):
                run = self._model.site(call)
                session = self._work.receiver(run) if run is not None else None
                yield Event(statement, "flush", direct=False, session=session)

    def _effect(self, method: str) -> str:
        return "flush" if method == "commit" and not self._work.expires else method

    def _begun(self, node: ast.With) -> str | None:
        """Return the session of `with session.begin():`."""
        sites = [self._model.site(item.context_expr) for item in node.items if isinstance(item.context_expr, ast.Call)]
        begun = {self._work.receiver(site) for site in sites if site is not None} - {None}
        return begun.pop() if len(begun) == 1 else None

    def _is_own(self, site: Site) -> bool:
        """Whether a call can be about objects of this function: it works in no session of its own, or is given one."""
        return not all(target in self._work.opening for target in site.targets) or any(
            map(self._model.mapping.mapped, arguments(site.node))
        )

    def _given(self, site: Site) -> str | None:
        """Return the session that a call is given."""
        given = {
            self._work.named(self._function, value)
            for value in arguments(site.node)
            if isinstance(value, ast.Name) and self._work.is_session(value)
        }
        return given.pop() if len(given) == 1 else None

    def queries(self, waits: Iterable[int]) -> list[Event]:
        """Return the statements that flush what is changed before they ask the database something.

        :param waits: where the function does I/O, as offsets.
        """
        found: dict[ast.stmt, Event] = {}
        places = set(waits)
        for site in self._work.sites.get(self._function, []):
            statement = self._module.statement(site.node)
            method = self._work.session_method(site)
            if (
                self._module.start(site.node) in places
                and statement not in self._at
                and method not in _ASK_NOTHING
                and (method is not None or self._is_own(site))
                and not isinstance(statement, _NO_PLACE)
                and not isinstance(self._module.parents[site.node], ast.Await)
                and not any(self._is_no_autoflush(outer) for outer in self._module.ancestors(statement))
            ):
                session = self._work.receiver(site) or self._given(site)
                found.setdefault(statement, Event(statement, "flush", direct=False, session=session))
        return sorted(found.values(), key=lambda event: self._module.start(event.statement))

    def _is_no_autoflush(self, node: ast.AST) -> bool:
        return isinstance(node, ast.With) and any(
            isinstance(item.context_expr, ast.Attribute) and item.context_expr.attr == "no_autoflush"
            for item in node.items
        )

    def after(self, event: Event) -> tuple[Path, ...]:
        """Return the ways on from an event: down the text, and around each loop that it stands in."""
        if event not in self._after:
            around = [
                Path(self._until_next(event, before), isinstance(loop, ast.While))
                for loop, before in self._loops(event.statement)
            ]
            self._after[event] = (Path(self._until_next(event, self._following(event.statement))), *around)
        return self._after[event]

    def written(self, statement: ast.stmt) -> Mapping[str, list[ast.expr]]:
        """Return the names, items and attributes that stand in a statement, by how they are written."""
        if statement not in self._written:
            found: dict[str, list[ast.expr]] = defaultdict(list)
            for node in own(statement):
                if isinstance(node, ast.Name | ast.Subscript | ast.Attribute):
                    found[written(node)].append(node)
            self._written[statement] = found
        return self._written[statement]

    def uses(self, statement: ast.stmt, entry: Held) -> list[ast.expr]:
        """Return where a statement names an object."""
        found = self.written(statement)
        return [node for name in sorted(entry.names) for node in found.get(name, ())]

    def attributes(self, statement: ast.stmt, entry: Held) -> Iterator[ast.Attribute]:
        """Yield the attributes of an object in a statement."""
        for node in self.uses(statement, entry):
            parent = self._module.parents[node]
            if isinstance(parent, ast.Attribute):
                yield parent

    def was_read(self, entry: Held, name: str, event: Event) -> bool:
        """Whether an attribute was read before an event, in a round of its loops too, so that it is what it was."""
        return any(
            isinstance(node, ast.Attribute) and node.attr == name and written(node.value) in entry.names
            for node in self.before(event, entry.text)
        )

    def before(self, event: Event, root: str) -> Iterator[ast.expr]:
        """Yield what may have run before an event; in its loops all, but for those that bind a variable anew."""
        end = self._module.start(event.statement)
        for loop in self._around(event):
            if any(
                isinstance(node, ast.Name) and node.id == root and isinstance(node.ctx, ast.Store) for node in own(loop)
            ):
                break
            end = self._module.end(loop)
        for node in self._function.own:
            if isinstance(node, ast.expr) and self._module.start(node) < end:
                yield node

    def is_before(self, position: int, event: Event) -> bool:
        """Whether what stands at an offset may run before the end of an event."""
        return position < max(self._module.end(node) for node in (event.statement, *self._around(event)))

    def left(self, event: Event, reader: ast.stmt, names: Collection[str]) -> ast.stmt | None:
        """Return the outermost loop around an event that is over where a reader runs, and says nothing of an object."""
        found: ast.stmt | None = None
        for loop in self._around(event):
            bodies = [loop.test, *loop.body] if isinstance(loop, ast.While) else loop.body
            inside = (node for part in bodies for node in (part, *own(part)))
            if any(node is reader or (isinstance(node, ast.expr) and written(node) in names) for node in inside):
                break
            found = loop
        return found

    def _around(self, event: Event) -> Iterator[Loop]:
        """Yield the loops around an event, the innermost first."""
        for outer in self._module.ancestors(event.statement):
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                return
            if isinstance(outer, Loop):
                yield outer

    def _until_next(self, event: Event, statements: Iterable[ast.stmt]) -> tuple[ast.stmt, ...]:
        found: list[ast.stmt] = []
        for statement in statements:
            found.append(statement)
            if any(other.is_of({event.session}) for other in self._at.get(statement, ())):
                break
        return tuple(found)

    def _loops(self, statement: ast.stmt) -> Iterator[tuple[ast.stmt, list[ast.stmt]]]:
        """Yield the loops that run around a statement, each with what it runs before it comes to it again."""
        inner: ast.AST = statement
        for outer in self._module.ancestors(statement):
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                return
            body = next((block for name in _BLOCKS if inner in (block := getattr(outer, name, None) or [])), [])
            index = body.index(inner) if inner in body else 0
            if any(isinstance(found, ast.Return | ast.Raise | ast.Break) for found in body[index + 1 :]):
                return
            if self._opens_session(outer, body[:index]):
                return
            if isinstance(outer, ast.While):
                yield outer, [ast.Expr(outer.test), *body[:index]]
            elif isinstance(outer, ast.For | ast.AsyncFor) and inner in outer.body:
                yield outer, [ast.Assign([outer.target], ast.Constant(None)), *body[:index]]
            inner = outer

    def _following(self, statement: ast.stmt) -> Iterator[ast.stmt]:
        inner: ast.AST = statement
        for outer in self._module.ancestors(statement):
            if isinstance(inner, ast.stmt):
                for block in _BLOCKS:
                    siblings = getattr(outer, block, [])
                    if isinstance(siblings, list) and inner in siblings:
                        for following in siblings[siblings.index(inner) + 1 :]:
                            yield following
                            if isinstance(following, ENDS):
                                return
                if isinstance(outer, ast.Try) and inner in outer.body:
                    yield from [*outer.orelse, *outer.finalbody]
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or outer in self._at:
                return
            if self._opens_session(outer, []):
                return
            inner = outer

    def _opens_session(self, outer: ast.AST, before: list[ast.stmt]) -> bool:
        """Whether a block holds a session that ends with it, or statements bind a new one."""
        if isinstance(outer, ast.With | ast.AsyncWith):
            return any(
                item.optional_vars is not None
                and self._work.is_session(item.optional_vars)
                and self._work.passed_on(item.context_expr) is None
                for item in outer.items
            )
        return any(
            isinstance(found, ast.Assign) and isinstance(found.value, ast.Call) and self._work.is_session(found.value)
            for found in before
        )


def bound_to(statement: ast.stmt, text: str) -> ast.expr | None:
    """Return what a statement gives a variable another object of; None where it leaves the variable alone."""
    match statement:
        case ast.Assign(targets=targets, value=source):
            pass
        case ast.AnnAssign(target=target, value=ast.expr() as source) | ast.For(target=target, iter=source):
            targets = [target]
        case _:
            return None
    root = text.partition("[")[0]
    binds = any(written(inner) == root for target in targets for inner in [target, *getattr(target, "elts", [])])
    return source if binds else None


def whole_if(module: Module, statement: ast.stmt) -> ast.stmt:
    """Return the `if` that an `elif` belongs to; other statements are returned as they are."""
    while isinstance(statement, ast.If) and module.text.startswith("elif", module.start(statement)):
        outer = module.parents[statement]
        assert isinstance(outer, ast.If)
        statement = outer
    return statement
