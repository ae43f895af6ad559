"""HTTP errors that are raised when a function has already written to a session that it was given."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.sessions.error_exits import HTTP_EXCEPTIONS, catches_http
from aiolift.knowledge.database import ASYNC_SESSIONS, SESSIONS
from aiolift.program.entities import Class, Function, own
from aiolift.program.values import ClassValue, External, Instance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiolift.analysis.model import Model, Site

_SESSIONS = SESSIONS | ASYNC_SESSIONS
_WRITES = {"add", "add_all", "delete", "merge", "delete_all", "bulk_save_objects", "bulk_insert_mappings"}
_RUNS = {"execute", "exec", "scalar", "scalars"}
_DML = (".insert", ".update", ".delete")
_ENDS = {"commit", "rollback", "expunge", "expunge_all", "reset"}
#: After one of these the transaction may have been rolled back by the flush that failed.
_DATABASE_ERRORS = ("sqlalchemy.exc.", "builtins.Exception", "builtins.BaseException", "asyncpg.", "psycopg")


@dataclass(frozen=True, eq=False)
class Unfinished:
    """An HTTP error behind a write.

    :param node: the `raise`, or the call of a function that raises it.
    :param write: the write that runs before it.
    :param raised: the `raise` itself, and the function that it is in.
    """

    function: Function
    node: ast.AST
    write: ast.AST
    raised: tuple[Function, ast.Raise]


@dataclass
class _Summary:
    """What a call of a function does: the write that it leaves, whether it ends earlier ones, what it can raise."""

    write: ast.AST | None = None
    ends: bool = False
    raised: tuple[Function, ast.Raise] | None = None
    found: list[Unfinished] = field(default_factory=list)


class UnfinishedWrites:
    """The HTTP errors behind writes in `model`'s program."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._summaries: dict[Function, _Summary] = {}

    def of(self, function: Function) -> list[Unfinished]:
        """Return those of one function."""
        return self.summary(function).found

    def summary(self, function: Function) -> _Summary:
        """Return what a call of a function does; a function that calls itself does nothing more by that."""
        if function not in self._summaries:
            self._summaries[function] = summary = _Summary()
            if isinstance(function.node, ast.FunctionDef | ast.AsyncFunctionDef):
                walk = _Walk(self, function, summary)
                ways = [*walk.returned, walk.body(function.node.body, None)]
                writes = [write for write in ways if write is not _GONE]
                summary.write = writes[0] if writes and None not in writes else None
                summary.ends = summary.write is None and walk.ended
        return self._summaries[function]

    def raises_http(self, node: ast.Raise) -> bool:
        """Whether a `raise` is answered by FastAPI: an HTTPException, or what a handler is registered for."""
        if node.exc is None:
            return False
        raised = [self._class(value) for value in self.model.values(node.exc)]
        return bool(raised) and all(cls is not None and self._is_answered(cls) for cls in raised)

    def _class(self, value: object) -> Class | str | None:
        match value:
            case Instance(cls) | ClassValue(cls):
                return cls
            case External(name):
                return name
        return None

    def _is_answered(self, cls: Class | str) -> bool:
        if isinstance(cls, str):
            return cls in HTTP_EXCEPTIONS
        return not HTTP_EXCEPTIONS.isdisjoint(cls.externals()) or any(one in self._handled for one in cls.mro())

    @cached_property
    def _handled(self) -> set[Class]:
        """The exceptions of the program that an application has a handler for."""
        return {
            value.cls
            for site in self.model.sites
            if any(name.endswith((".exception_handler", ".add_exception_handler")) for name in site.externals)
            for argument in site.node.args[:1]
            for value in self.model.values(argument)
            if isinstance(value, ClassValue)
        }

    def touches(self, site: Site, methods: Iterable[str]) -> bool:
        """Whether a call is one of these methods of a session that its function was given."""
        receiver = getattr(site.node.func, "value", None)
        return (
            any(name.rpartition(".")[0] in _SESSIONS and name.rpartition(".")[2] in methods for name in site.externals)
            and receiver is not None
            and not self._is_own(site, receiver)
        )

    def _is_own(self, site: Site, session: ast.expr) -> bool:
        """Whether a function has opened a session itself."""
        if not isinstance(session, ast.Name) or site.function is None:
            return False
        for node in ast.walk(site.function.node):
            match node:
                case ast.withitem(optional_vars=ast.Name(id=name)) if name == session.id:
                    return True
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call()) if name == session.id:
                    return True
        return False

    def writes(self, site: Site) -> bool:
        """Whether a call writes to a session: at once, or with the next flush."""
        if self.touches(site, _WRITES):
            return True
        return self.touches(site, _RUNS) and any(self._is_dml(argument) for argument in site.node.args[:1])

    def _is_dml(self, statement: ast.expr) -> bool:
        made = {str(value.cls).partition("()")[0] for value in self.model.instances(statement)}
        return bool(made) and all(name.startswith("sqlalchemy.") and name.endswith(_DML) for name in made)

    def changes(self, function: Function, node: ast.stmt) -> bool:
        """Whether a statement of a function assigns to a column of an object that a session gave."""
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        return any(
            isinstance(target, ast.Attribute)
            and isinstance(target.value, ast.Name)
            and self._is_loaded(function, target.value)
            for target in targets
        )

    def _is_loaded(self, function: Function, name: ast.Name) -> bool:
        if not self.model.mapping.mapped(name):
            return False
        given = [
            node.value
            for node in ast.walk(function.node)
            if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == name.id for target in node.targets)
        ]
        return bool(given) and all(self._asks(value) for value in given)

    def _asks(self, value: ast.expr) -> bool:
        """Whether an expression is what a query of a session gives."""
        for node in ast.walk(value):
            site = self.model.site(node) if isinstance(node, ast.Call) else None
            if site is not None and self.touches(site, {*_RUNS, "get", "get_one"}):
                return True
        return False


class _Walk:
    """One function in the order in which it runs, with the write that is still to be committed."""

    def __init__(self, owner: UnfinishedWrites, function: Function, summary: _Summary) -> None:
        self._owner = owner
        self._function = function
        self._summary = summary
        self._caught = 0
        self.returned: list[ast.AST | None] = []
        self.ended = False

    def body(self, statements: Iterable[ast.stmt], write: ast.AST | None) -> ast.AST | None:
        """Return the write that is open behind statements, given the one before them; `_GONE` where they end."""
        for statement in statements:
            write = self._statement(statement, write)
            if write is _GONE:
                break
        return write

    def _statement(self, node: ast.stmt, write: ast.AST | None) -> ast.AST | None:
        match node:
            case ast.Raise():
                write = self._calls(node, write)
                self._raise(node, write)
                return _GONE
            case ast.Return():
                self.returned.append(self._calls(node, write))
                return _GONE
            case ast.Continue() | ast.Break():
                return _GONE
            case ast.If(test, body, orelse):
                write = self._calls(test, write)
                return _both(self.body(body, write), self.body(orelse, write))
            case ast.For(iter=head, body=body) | ast.AsyncFor(iter=head, body=body) | ast.While(test=head, body=body):
                write = self._calls(head, write)
                once = self.body(body, write)
                if once is not write and once is not _GONE:
                    once = self.body(body, once)
                return write if once is _GONE else once
            case ast.Match(subject=subject, cases=cases):
                write = self._calls(subject, write)
                end = write  # no case need fit
                for case in cases:
                    end = _both(end, self.body(case.body, write))
                return end
            case ast.With() | ast.AsyncWith():
                return self._with(node, write)
            case ast.Try():
                return self._try(node, write)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return write
        write = self._calls(node, write)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and self._owner.changes(self._function, node):
            return node
        return write

    def _with(self, node: ast.With | ast.AsyncWith, write: ast.AST | None) -> ast.AST | None:
        entered = [item.context_expr for item in node.items]
        sites = [self._owner.model.site(call) for call in entered if isinstance(call, ast.Call)]
        if any(site and self._owner.touches(site, {"begin"}) for site in sites):
            return None
        if any(site and self._owner.touches(site, {"begin_nested"}) for site in sites):
            self._caught += 1  # the savepoint takes back what is written inside
            inside = self.body(node.body, write)
            self._caught -= 1
            return inside
        for item in node.items:
            write = self._calls(item.context_expr, write)
        return self.body(node.body, write)

    def _try(self, node: ast.Try, write: ast.AST | None) -> ast.AST | None:
        catching = any(catches_http(self._owner.model, handler) for handler in node.handlers)
        self._caught += catching
        inside = self.body(node.body, write)
        self._caught -= catching
        end = self.body(node.orelse, inside) if inside is not _GONE else inside
        for handler in node.handlers:
            start = None if self._is_database_error(handler) else write
            end = _both(end, self.body(handler.body, start))
        behind = self.body(node.finalbody, None if end is _GONE else end)
        return _GONE if end is _GONE else behind

    def _is_database_error(self, handler: ast.ExceptHandler) -> bool:
        if handler.type is None:
            return True
        parts = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        values = [value for part in parts for value in self._owner.model.values(part)]
        return not values or any(getattr(value, "name", "").startswith(_DATABASE_ERRORS) for value in values)

    def _calls(self, node: ast.AST, write: ast.AST | None) -> ast.AST | None:
        calls = [part for part in (node, *own(node)) if isinstance(part, ast.Call)]
        for call in sorted(calls, key=self._function.module.end):
            site = self._owner.model.site(call)
            if site is None:
                continue
            if self._owner.writes(site):
                write = call
            elif self._owner.touches(site, _ENDS):
                write, self.ended = None, True
            elif site.targets:
                write = self._call(site, write)
        return write

    def _call(self, site: Site, write: ast.AST | None) -> ast.AST | None:
        inner = [self._owner.summary(target) for target in site.targets]
        raised = next((one.raised for one in inner if one.raised), None)
        if raised is not None and not self._caught:
            self._summary.raised = self._summary.raised or raised
            if write is not None and all(one.raised for one in inner):
                self._summary.found.append(Unfinished(self._function, site.node, write, raised))
        if any(one.ends for one in inner):
            self.ended = True
            return None
        return site.node if all(one.write for one in inner) else write

    def _raise(self, node: ast.Raise, write: ast.AST | None) -> None:
        if self._caught or not self._owner.raises_http(node):
            return
        self._summary.raised = self._summary.raised or (self._function, node)
        if write is not None:
            self._summary.found.append(Unfinished(self._function, node, write, (self._function, node)))


#: Nothing runs behind: a return, a raise.
_GONE = ast.Pass()


def _both(one: ast.AST | None, other: ast.AST | None) -> ast.AST | None:
    """Return the write that is open behind two branches: one that both have made, or that was made before them."""
    if one is _GONE or other is _GONE:
        return other if one is _GONE else one
    return one if other is not None else None
