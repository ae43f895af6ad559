"""Generators that commit although an exception was thrown at their `yield`."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.web.dependencies import BEGINS, COMMITS, commits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function

HTTP_EXCEPTIONS = {"fastapi.HTTPException", "fastapi.exceptions.HTTPException", "starlette.exceptions.HTTPException"}
_CAUGHT = {*HTTP_EXCEPTIONS, "builtins.Exception", "builtins.BaseException"}
_ROLLBACKS = {name.removesuffix("commit") + "rollback" for name in COMMITS}
#: What a condition may ask of a session without a word about the exception.
_OWN_STATE = {"is_active", "in_transaction", "new", "dirty", "deleted"}


def catches_http(model: Model, handler: ast.ExceptHandler) -> bool:
    """Whether a handler catches FastAPI's HTTPException."""
    if handler.type is None:
        return True
    parts = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(getattr(value, "name", "") in _CAUGHT for part in parts for value in model.values(part))


def is_for_http(model: Model, commit: Site) -> bool:
    """Whether a commit stands in an `except` clause that names HTTPException, and nothing that means all errors."""
    for outer in commit.module.ancestors(commit.node):
        if isinstance(outer, ast.ExceptHandler) and outer.type is not None:
            parts = outer.type.elts if isinstance(outer.type, ast.Tuple) else [outer.type]
            names = {getattr(value, "name", "") for part in parts for value in model.values(part)}
            return bool(names & HTTP_EXCEPTIONS) and not names & (_CAUGHT - HTTP_EXCEPTIONS)
    return False


def commit_after_error(model: Model, function: Function) -> Site | None:
    """Return the commit that a generator reaches when FastAPI throws an HTTPException at its `yield`, if it does."""
    return _after_error(model, function, frozenset())


def _after_error(model: Model, function: Function, seen: frozenset[Function]) -> Site | None:
    if not function.is_generator or function in seen:
        return None
    for node in ast.walk(function.definition):
        if isinstance(node, ast.Yield) and model.scope(function.module, node) is function:
            way = _Way(model, function, seen | {function})
            way.out_of(node, function.definition)
            if way.commit is not None:
                return way.commit
    return None


@dataclass
class _Way:
    """The way of an exception out of a function.

    :ivar thrown: whether it still travels; a handler may have ended it.
    :ivar over: whether nothing is left to commit: it was rolled back, or what decides is not understood.
    """

    model: Model
    function: Function
    seen: frozenset[Function]
    thrown: bool = True
    over: bool = False
    commit: Site | None = None

    def out_of(self, start: ast.AST, end: ast.AST) -> None:
        """Follow it from the node `start` to the function `end`."""
        inner = start
        for outer in self.function.module.ancestors(start):
            if not self.thrown:
                self._run(_behind(outer, inner))
            elif isinstance(outer, ast.Try):
                self._through(outer, inner)
            elif isinstance(outer, ast.With | ast.AsyncWith):
                self._leave(outer)
            if outer is end or self.over or self.commit is not None:
                return
            inner = outer

    def _through(self, node: ast.Try, inner: ast.AST) -> None:
        if any(inner is statement for statement in node.body):
            handler = next((one for one in node.handlers if catches_http(self.model, one)), None)
            if handler is not None:
                self.thrown = False
                self._run(handler.body)
        if not any(inner is statement for statement in node.finalbody):
            self._run(node.finalbody)

    def _leave(self, node: ast.With | ast.AsyncWith) -> None:
        for item in reversed(node.items):
            site = self.model.site(item.context_expr) if isinstance(item.context_expr, ast.Call) else None
            if site is not None and BEGINS & set(site.externals):
                self.over = True
                return
            for origin in self.model.origins(item.context_expr):
                self.commit = self.commit or _after_error(self.model, origin, self.seen)

    def _run(self, body: Sequence[ast.stmt]) -> None:
        """Run statements, until one commits or ends the transaction."""
        for statement in body:
            if self.over or self.commit is not None:
                return
            match statement:
                case ast.Try():
                    self._run([*statement.body, *statement.finalbody])
                case ast.With() | ast.AsyncWith():
                    self._run(statement.body)
                case ast.If() if self._asks_session(statement.test):
                    self._run(statement.body)
                case ast.Raise():
                    self.thrown = True
                    return
                case ast.If() | ast.Match() | ast.For() | ast.AsyncFor() | ast.While() | ast.Return():
                    self.over = self.over or _decides(statement)
                case _:
                    self._calls(statement)

    def _asks_session(self, test: ast.expr) -> bool:
        """Whether a condition is of the session's own state alone, as `if session.is_active:`."""
        named = {part.attr for part in ast.walk(test) if isinstance(part, ast.Attribute)}
        return bool(named) and named <= _OWN_STATE and not any(isinstance(part, ast.Not) for part in ast.walk(test))

    def _calls(self, statement: ast.stmt) -> None:
        for node in ast.walk(statement):
            site = self.model.site(node) if isinstance(node, ast.Call) else None
            if site is None:
                continue
            inside = [one for target in site.targets for one in self.model.calls_in.get(target, ())]
            names = {name for one in (site, *inside) for name in one.externals}
            if names & _ROLLBACKS:
                self.over = True
            elif names & COMMITS or commits(self.model, self.function, site.node):
                self.commit = site


def _behind(outer: ast.AST, inner: ast.AST) -> Sequence[ast.stmt]:
    """Return the statements of a block that run after one of its own."""
    for field in ("body", "orelse", "finalbody"):
        body = getattr(outer, field, None)
        if isinstance(body, list) and inner in body:
            rest = body[body.index(inner) + 1 :]
            return [*rest, *outer.finalbody] if isinstance(outer, ast.Try) and field == "body" else rest
    return ()


def _decides(statement: ast.stmt) -> bool:
    """Whether what comes next depends on a statement: it may return, raise, or call something in a branch."""
    return isinstance(statement, ast.Return) or any(
        isinstance(part, ast.Return | ast.Raise | ast.Await) for part in ast.walk(statement)
    )
