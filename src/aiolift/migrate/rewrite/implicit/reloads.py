"""`await session.refresh(obj)` where the sync code reloaded an object: after a commit, a rollback or an `expire_all`.

With `expire_on_commit=False` a commit leaves objects as they are. That is what most code wants; but a new object
lacks the relationships that are loaded by default, columns that the server fills in are read without an await, and a
collection that was loaded does not see what was changed by other ways. Tests read what the database made of a value.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.dominance import surely_before
from aiolift.analysis.unit_of_work import UnitOfWork
from aiolift.migrate.rewrite.implicit.decide import RULE
from aiolift.migrate.rewrite.implicit.events import EXPIRING, Events, own
from aiolift.migrate.rewrite.implicit.held import held
from aiolift.program.fixtures import is_test
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.decide import Decisions
    from aiolift.migrate.rewrite.implicit.events import Event
    from aiolift.migrate.rewrite.implicit.held import Held
    from aiolift.program.entities import Class, Function
    from aiolift.program.source import Module


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
        self._mapping = context.model.mapping
        self._decisions = decisions
        self._work = work
        self._function = function
        self._module = function.module
        self._events = Events(context.model, work, function)

    def write(self) -> None:
        """Write a refresh behind each event for each object that is read later and needs one."""
        if not self._events.all:
            return
        objects = held(self._context.model, self._work, self._function)
        for event in self._events.all:
            for entry in objects:
                if self._is_affected(entry, event) and self._is_read(entry, event):
                    self._refresh(entry, event)

    def _is_affected(self, entry: Held, event: Event) -> bool:
        """Whether an event can change a stored object; a new one is not stored any more after a rollback."""
        if event.only is not None and entry.text not in event.only:
            return False
        if entry.several and event.how not in EXPIRING:
            return False
        if _binds(event.statement, entry.text):
            return False  # whoever gives it has seen to it
        end = self._module.end(event.statement)
        if event.how == "rollback" and entry.is_new(end):
            return False
        if event.how == "flush" and not entry.made:
            return False
        if event.how in EXPIRING or (event.how == "commit" and self._in_bulk(entry.classes)):
            return not entry.forgotten
        statement = event.statement
        own_span = (self._module.start(statement), end)
        return entry.is_stored(end, [*surely_before(self._module, statement), own_span])

    def _in_bulk(self, classes: set[Class]) -> bool:
        """Whether the function changes rows of some classes behind the session's back."""
        texts = [self._module.segment(site.node) for site in self._work.sites.get(self._function, [])]
        return any(
            "synchronize_session" in text and "False" in text and any(cls.name in text for cls in classes)
            for text in texts
        )

    def _is_read(self, entry: Held, event: Event) -> bool:
        """Whether what follows reads something of an object that may not be there, or may have changed."""
        for statement in self._events.after(event):
            if _binds(statement, entry.text) or self._refreshes(statement, entry.text):
                return False
            if any(self._is_use(node, entry, event) for node in (statement, *own(statement))):
                return True
        return False

    def _is_use(self, node: ast.AST, entry: Held, event: Event) -> bool:
        if not isinstance(node, ast.Name | ast.Subscript | ast.Attribute) or ast.unparse(node) != entry.text:
            return False
        parent = self._module.parents[node]
        if event.how in EXPIRING:
            if not isinstance(parent, ast.Attribute):
                return self._escapes(node) or entry.several
            return isinstance(parent.ctx, ast.Load) and not self._context.is_awaited(parent)
        if not isinstance(parent, ast.Attribute):
            return bool(self._volatile(entry.classes)) and self._escapes(node)
        if not isinstance(parent.ctx, ast.Load):
            return False
        if self._context.is_awaited(parent):
            return not entry.made and event.how == "commit" and self._is_collection(entry.classes, parent.attr)
        if parent.attr in self._volatile(entry.classes) or self._in_bulk(entry.classes):
            return True
        return is_test(self._function) and event.direct and not entry.made and not _is_key(entry.classes, parent.attr)

    def _is_collection(self, classes: set[Class], name: str) -> bool:
        found = [self._mapping.find(cls, name) for cls in classes]
        return any(relationship is not None and relationship.several for relationship in found)

    def _volatile(self, classes: set[Class]) -> set[str]:
        """Return the attributes that a stored object may lack, with the methods and properties that may read them."""
        found: set[str] = set()
        for cls in classes:
            found |= self._mapping.computed_of(cls)
            for relationship in self._mapping.all_of(cls):
                if relationship in self._decisions.defaults or relationship.is_eager:
                    found.add(relationship.name)
            if found:
                found |= {method for base in cls.mro() for method in base.methods}
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
        return any(ast.unparse(argument) == text for argument in site.node.args)

    def _refresh(self, entry: Held, event: Event) -> None:
        module = self._module
        session = self._work.session_near(module, self._function, event.statement)
        if session is None and is_test(self._function):
            return  # a session that the test does not name is not the one that holds its objects
        if session is None:
            finder = self._context.imports(module).need("sqlalchemy.ext.asyncio", "async_object_session")
            session = f"{finder}({entry.text})"
        indent = f"{module.file.newline}{module.indent(event.statement)}"
        line = f"{indent}await {session}.refresh({entry.text})"
        if entry.several:
            unit = "\t" if "\t" in indent else "    "
            line = f"{indent}for item in {entry.text}:{indent}{unit}await {session}.refresh(item)"
        why = f"{entry.text} is read after this {event.how}, which reloaded it in the sync code"
        self._context.insert(module, _line_end(module, event.statement), line, RULE, why)


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
    return any(ast.unparse(inner) == root for target in targets for inner in [target, *getattr(target, "elts", [])])


def _is_key(classes: set[Class], name: str) -> bool:
    """Whether an attribute is a primary key, which nothing changes."""
    for cls in classes:
        for base in cls.mro():
            for statement in getattr(base.node, "body", []):
                if isinstance(statement, ast.AnnAssign | ast.Assign) and "primary_key=True" in ast.unparse(statement):
                    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                    if any(ast.unparse(target) == name for target in targets):
                        return True
    return False
