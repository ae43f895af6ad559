"""What catches the errors of a database: `except` clauses and `suppress`."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.program.entities import own
from aiolift.program.values import External

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.model import Model, Site

#: The ends of the names of the exceptions that catch whatever the database reports.
_ANY_ERROR = frozenset({
    "Exception", "BaseException", "SQLAlchemyError", "StatementError", "DBAPIError", "DatabaseError",
    "OperationalError", "InternalError", "InterfaceError",
})  # fmt: skip
#: Those that a statement raises which has done nothing.
_ONE_ERROR = frozenset({"IntegrityError", "DataError", "ProgrammingError", "FlushError", "StaleDataError"})
#: The kinds of statements that `handlers` knows.
HANDLING = (ast.Try, ast.With, ast.AsyncWith)


@dataclass(frozen=True, eq=False)
class Handler:
    """A handler of the database's errors.

    :param node: what says which: the exception class of an `except`, the bare clause, or the call of `suppress`.
    :param block: what it belongs to.
    :param body: what it does.
    :param is_broad: whether it catches more than the errors of a statement that has done nothing.
    """

    node: ast.AST
    block: ast.Try | ast.With | ast.AsyncWith
    body: list[ast.stmt]
    is_broad: bool

    @property
    def parts(self) -> Iterator[ast.AST]:
        """Everything in its body, without the functions there."""
        for statement in self.body:
            yield statement
            yield from own(statement)


def handlers(model: Model, node: ast.AST) -> Iterator[Handler]:
    """Yield the handlers of a statement."""
    match node:
        case ast.Try(handlers=clauses):
            for clause in clauses:
                kinds = _caught(model, [clause.type]) if clause.type is not None else _ANY_ERROR
                if kinds:
                    yield Handler(clause.type or clause, node, clause.body, bool(kinds & _ANY_ERROR))
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for item in items:
                call = item.context_expr
                if isinstance(call, ast.Call) and "suppress" in named(model, call.func):
                    kinds = _caught(model, call.args)
                    if kinds:
                        yield Handler(call, node, [], bool(kinds & _ANY_ERROR))


def _caught(model: Model, types: Iterable[ast.expr]) -> frozenset[str]:
    found: set[str] = set()
    for node in types:
        for part in node.elts if isinstance(node, ast.Tuple) else [node]:
            found |= named(model, part)
    return frozenset(found) & (_ANY_ERROR | _ONE_ERROR)


def named(model: Model, node: ast.expr) -> set[str]:
    """Return the own names of the external classes and functions that an expression can be."""
    return {value.name.rpartition(".")[2] for value in model.values(node) if isinstance(value, External)}


def always_raises(model: Model, call: ast.Call) -> bool:
    """Whether a call never returns: it ends the process, or a function of the program whose last statement raises."""
    site = model.site(call)
    if site is None:
        return False
    last = [body[-1] for target in site.targets if isinstance(body := target.definition.body, list)]
    return "sys.exit" in site.externals or any(isinstance(statement, ast.Raise) for statement in last)


def is_caught(model: Model, site: Site) -> bool:
    """Whether a handler of the same function keeps a call's errors from the function's callers."""
    inner: ast.AST = site.node
    for outer in site.module.ancestors(site.node):
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return False
        if isinstance(outer, ast.Try) and inner in outer.body:
            for handler in handlers(model, outer):
                if handler.is_broad and not any(isinstance(node, ast.Raise) for node in handler.parts):
                    return True
        inner = outer
    return False
