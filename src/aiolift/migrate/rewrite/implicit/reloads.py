"""`await session.refresh(obj)` where the sync code reloaded an object: after a commit, a rollback or an `expire_all`.

With `expire_on_commit=False` a commit leaves objects as they are. That is what most code wants; but a new object
lacks the relationships that are loaded by default, and columns that the server fills in are read without an await.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.unit_of_work import UnitOfWork
from aiolift.migrate.rewrite.implicit.decide import RULE
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.decide import Decisions
    from aiolift.program.entities import Class, Function

_EXPIRING = {"expire", "expire_all", "rollback"}
_FORGETTING = {"delete", "expunge", "expunge_all", "close"}
_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_BLOCKS = ("body", "orelse", "finalbody")


@dataclass(frozen=True, eq=False)
class _Event:
    """A statement behind which objects are not what they were: `how` is `commit`, `flush`, `rollback`, `expire`, …"""

    statement: ast.stmt
    how: str


def rewrite(context: Context, decisions: Decisions) -> None:
    """Add the reloads to every function that became async."""
    work = UnitOfWork(context.model)
    for function in context.model.program.functions:
        if (
            function in context.colour
            and function not in context.colour.islands
            and isinstance(function.node, ast.FunctionDef | ast.AsyncFunctionDef)
        ):
            _Reloads(context, decisions, work, function).write()


class _Reloads:
    """The reloads of one function."""

    def __init__(self, context: Context, decisions: Decisions, work: UnitOfWork, function: Function) -> None:
        self._context = context
        self._model = context.model
        self._decisions = decisions
        self._work = work
        self._function = function
        self._module = function.module
        self._sites = work.sites.get(function, [])
        self._own = list(_own(function.node))

    def write(self) -> None:
        """Write a refresh behind each event for each object that is read later and needs one."""
        events = list(self._events())
        if not events:
            return
        variables = self._variables()
        for event in sorted(events, key=lambda event: -event.statement.col_offset):  # inner blocks end first
            for name, classes in variables.items():
                if self._is_live(name, classes, event) and self._is_needed(name, classes, event, events):
                    self._refresh(name, event)

    # -- what happens -------------------------------------------------------------------------------------------------

    def _events(self) -> Iterator[_Event]:
        for node in self._own:
            if isinstance(node, ast.With) and (how := self._work.at_end(node)):
                yield _Event(node, how)
        for site in self._sites:
            statement = self._module.statement(site.node)
            if not isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign):
                continue
            method = self._work.session_method(site)
            if method in {"commit", "flush"} | _EXPIRING:
                yield _Event(statement, str(method))
            else:
                through = {self._work.writing[target] for target in site.targets if target in self._work.writing}
                if through:
                    yield _Event(statement, "commit" if "commit" in through else "flush")

    def _variables(self) -> dict[str, set[Class]]:
        found: dict[str, set[Class]] = {}
        for node in self._own:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                classes = self._model.mapping.mapped(node)
                if classes and node.id in self._function.names:
                    found.setdefault(node.id, set()).update(classes)
        return found

    # -- whether an object can and must be reloaded -------------------------------------------------------------------

    def _is_live(self, name: str, classes: set[Class], event: _Event) -> bool:
        """Whether a variable surely holds a stored object at an event, and one that this function has to do with."""
        end = self._module.end(event.statement)
        made = stored = touched = seen = False
        for node in self._own:
            if self._module_start(node) >= end:
                continue
            match node:
                case ast.Assign(targets=[ast.Name(id=bound)], value=ast.Call() as call) if bound == name:
                    made = made or any(isinstance(value, ClassValue) for value in self._model.values(call.func))
                case ast.Attribute(value=ast.Name(id=owner), ctx=context) if owner == name:
                    seen = True
                    touched = touched or isinstance(context, ast.Store)
        for site in self._sites:
            if self._module.start(site.node) >= end:
                continue
            method = self._work.session_method(site)
            arguments = [*site.node.args, *(keyword.value for keyword in site.node.keywords)]
            for argument in arguments:
                for inner in [argument, *getattr(argument, "elts", [])]:
                    if isinstance(inner, ast.Name) and inner.id == name:
                        if method in _FORGETTING:
                            return False
                        stored = stored or self._work.stores(site, argument) or _appends(site.node)
                        touched = touched or bool(site.targets)
        if made:
            return stored and event.how not in _EXPIRING
        if event.how == "flush":
            return False
        return seen and (touched or stored) if event.how == "commit" and not self._in_bulk(classes) else True

    def _in_bulk(self, classes: set[Class]) -> bool:
        """Whether the function changes rows of some classes behind the session's back."""
        texts = [self._module.segment(site.node) for site in self._sites]
        return any(
            "synchronize_session" in text and "False" in text and any(cls.name in text for cls in classes)
            for text in texts
        )

    def _is_needed(self, name: str, classes: set[Class], event: _Event, events: list[_Event]) -> bool:
        """Whether what follows reads something of an object that may not be there."""
        stops = {other.statement for other in events if other is not event}
        for statement in self._after(event.statement, stops):
            if self._rebinds(statement, name):
                return False
            if any(self._is_use(node, name, classes, event) for node in _walk(statement)):
                return True
            if statement in stops:
                return False
        return False

    def _is_use(self, node: ast.AST, name: str, classes: set[Class], event: _Event) -> bool:
        if not (isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)):
            return False
        parent = self._module.parents[node]
        if isinstance(parent, ast.Attribute):
            if not isinstance(parent.ctx, ast.Load):
                return False
            if event.how in _EXPIRING:
                return True
            if self._context.is_awaited(parent):
                return False
            return self._in_bulk(classes) or parent.attr in self._volatile(classes)
        return bool(self._volatile(classes) or event.how in _EXPIRING) and self._escapes(node)

    def _volatile(self, classes: set[Class]) -> set[str]:
        """Return the attributes of classes that a stored object may lack: loaded by default, or by the server."""
        found: set[str] = set()
        for cls in classes:
            found |= self._model.mapping.computed_of(cls)
            for relationship in self._model.mapping.all_of(cls):
                if relationship in self._decisions.defaults or relationship.is_eager:
                    found.add(relationship.name)
            if found:
                found |= {method for base in cls.mro() for method in base.methods}
        return found

    def _escapes(self, node: ast.Name) -> bool:
        """Whether an object leaves the function, or goes to code that reads it without awaiting."""
        inner: ast.AST = node
        for outer in self._module.ancestors(node):
            if isinstance(outer, ast.Call) and inner is not outer.func:
                site = self._model.site(outer)
                if site is None or self._work.session_method(site) is not None:
                    return False
                if any(
                    isinstance(value, ClassValue) and self._model.mapping.is_mapped(value.cls)
                    for value in self._model.values(outer.func)
                ):
                    return False
                return not any(target in self._context.colour for target in site.targets)
            if isinstance(outer, ast.Return | ast.Yield | ast.FormattedValue):
                return True
            if isinstance(outer, ast.Compare | ast.stmt | ast.BoolOp | ast.Subscript | ast.Attribute):
                return False
            inner = outer
        return False

    # -- the order of statements --------------------------------------------------------------------------------------

    def _after(self, statement: ast.stmt, stops: set[ast.stmt]) -> Iterator[ast.stmt]:
        """Yield what runs after a statement, until the session closes or a block ends that is an event itself."""
        inner: ast.AST = statement
        for outer in self._module.ancestors(statement):
            if isinstance(inner, ast.stmt):
                for block in _BLOCKS:
                    siblings = getattr(outer, block, [])
                    if isinstance(siblings, list) and inner in siblings:
                        for following in siblings[siblings.index(inner) + 1 :]:
                            yield following
                            if isinstance(following, _ENDS):
                                return
                if isinstance(outer, ast.Try) and inner in outer.body:
                    yield from [*outer.orelse, *outer.finalbody]
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                return
            if outer in stops or (isinstance(outer, ast.With | ast.AsyncWith) and self._opens_session(outer)):
                return
            inner = outer

    def _opens_session(self, node: ast.With | ast.AsyncWith) -> bool:
        return any(item.optional_vars is not None and self._work.is_session(item.optional_vars) for item in node.items)

    def _rebinds(self, statement: ast.stmt, name: str) -> bool:
        """Whether a statement gives a variable another object, or refreshes the one that it has."""
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.For):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if any(
                isinstance(inner, ast.Name) and inner.id == name for target in targets for inner in ast.walk(target)
            ):
                return True
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            site = self._model.site(statement.value)
            if site is not None and self._work.session_method(site) == "refresh":
                return any(isinstance(argument, ast.Name) and argument.id == name for argument in site.node.args)
        return False

    def _module_start(self, node: ast.AST) -> int:
        return self._module.start(node) if hasattr(node, "lineno") else 0

    def _refresh(self, name: str, event: _Event) -> None:
        module = self._module
        session = self._work.session_near(module, self._function, event.statement)
        if session is None:
            finder = self._context.imports(module).need("sqlalchemy.ext.asyncio", "async_object_session")
            session = f"{finder}({name})"
        line = f"{module.file.newline}{module.indent(event.statement)}await {session}.refresh({name})"
        why = f"{name} is read after this {event.how}, which reloaded it in the sync code"
        self._context.insert(module, module.end(event.statement), line, RULE, why)


def _appends(call: ast.Call) -> bool:
    """`parent.children.append(child)` stores the child with its parent."""
    return isinstance(call.func, ast.Attribute) and call.func.attr in {"append", "add", "extend"}


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a function, without the functions and classes inside of it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            yield child
            yield from _own(child)


def _walk(statement: ast.stmt) -> Iterator[ast.AST]:
    yield statement
    yield from _own(statement)
