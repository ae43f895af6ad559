"""The statements of a function behind which objects are not what they were, and what runs after each."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.analysis.unit_of_work import UnitOfWork
    from aiolift.program.entities import Function

EXPIRING = frozenset({"expire", "expire_all", "rollback"})
_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_BLOCKS = ("body", "orelse", "finalbody")
_SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.Assert)


@dataclass(frozen=True, eq=False)
class Event:
    """A statement that commits, flushes or expires.

    :param how: the session's method: `commit`, `flush`, `rollback`, `expire`, `expire_all`.
    :param only: the names of the objects that it is about, or None for all of the session's.
    :param direct: whether the function calls the session itself.
    """

    statement: ast.stmt
    how: str
    only: frozenset[str] | None = None
    direct: bool = True


class Events:
    """The events of one function, inner blocks first."""

    def __init__(self, model: Model, work: UnitOfWork, function: Function) -> None:
        self._model = model
        self._work = work
        self._module = function.module
        self._function = function
        self.all = sorted(self._find(), key=lambda event: -event.statement.col_offset)
        self._statements = {event.statement for event in self.all}

    def _find(self) -> Iterator[Event]:
        for node in own(self._function.node):
            if isinstance(node, ast.With) and (how := self._work.at_end(node)):
                yield Event(node, how)
        for site in self._work.sites.get(self._function, []):
            statement = self._module.statement(site.node)
            if not isinstance(statement, _SIMPLE):
                continue
            method = self._work.session_method(site)
            if method is not None:
                if method in {"commit", "flush"} | EXPIRING:
                    names = frozenset(ast.unparse(argument) for argument in site.node.args)
                    yield Event(statement, method, names if method == "expire" else None)
                continue
            through = {self._work.writing[target] for target in site.targets if target in self._work.writing}
            if through:
                yield Event(statement, "commit" if "commit" in through else "flush", direct=False)

    def after(self, event: Event) -> Iterator[ast.stmt]:
        """Yield what runs after an event until the next one, or until the session is closed."""
        for statement in self._following(event.statement):
            yield statement
            if statement in self._statements:
                return

    def _following(self, statement: ast.stmt) -> Iterator[ast.stmt]:
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
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or outer in self._statements:
                return
            if isinstance(outer, ast.With | ast.AsyncWith) and any(
                item.optional_vars is not None and self._work.is_session(item.optional_vars) for item in outer.items
            ):
                return
            inner = outer


def own(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a function, without the functions and classes inside of it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            yield child
            yield from own(child)
