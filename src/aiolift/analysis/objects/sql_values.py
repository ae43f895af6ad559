"""Attributes of mapped objects that are set to SQL: the database works the value out, so that a flush expires them."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.program.nodes import assignments
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.program.entities import Class, Function

_MAKERS = frozenset(
    f"{package}.{name}"
    for package in ("sqlalchemy", "sqlmodel", "sqlalchemy.sql", "sqlalchemy.sql.expression")
    for name in ("text", "literal_column", "case", "cast", "literal")
)


class SqlValues:
    """What the functions of `model`'s program set to SQL."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def through(self, function: Function) -> set[tuple[Class, str]]:
        """Return the attributes, each with its class, that the functions which a function calls set to SQL."""
        return {
            found
            for site in self._model.calls_in.get(function, ())
            for target in site.targets
            for found in self.of(target)
        }

    def of(self, function: Function) -> set[tuple[Class, str]]:
        """Return the attributes, each with its class, that a function sets to SQL, by itself or through others."""
        return self._spread.get(function, set())

    def is_sql(self, value: ast.expr) -> bool:
        """Whether an expression is SQL: `Account.balance + 1`, `func.now()`, `text("…")`; no result of a statement."""
        match value:
            case ast.BinOp(left=left, right=right):
                return self.is_sql(left) or self.is_sql(right)
            case ast.IfExp(body=body, orelse=orelse):
                return self.is_sql(body) or self.is_sql(orelse)
            case ast.UnaryOp(operand=operand):
                return self.is_sql(operand)
            case ast.Compare(left=left, comparators=comparators):
                return any(map(self.is_sql, (left, *comparators)))
            case ast.Call(func=function):
                site = self._model.site(value)
                if site is not None and _MAKERS.intersection(site.externals):
                    return True
                if self._is_function(function) or getattr(function, "attr", None) == "scalar_subquery":
                    return True
                return self.is_sql(function.value if isinstance(function, ast.Attribute) else function)
            case ast.Attribute(value=owner, attr=name):
                classes = (one.cls for one in self._model.values(owner) if isinstance(one, ClassValue))
                return any(self._is_column(cls, name) for cls in classes)
        return False

    def _is_function(self, node: ast.expr) -> bool:
        return any(getattr(one, "name", "").startswith("sqlalchemy.func") for one in self._model.values(node))

    def _is_column(self, cls: Class, name: str) -> bool:
        """Whether a name of a class may be a column or a hybrid: of a mapped class, no constant, no plain method."""
        if not self._model.mapping.is_mapped(cls) or name == "query":
            return False
        for base in cls.mro():
            method = base.methods.get(name)
            if method is not None:
                return bool(method.decorators) and not method.has("builtins.classmethod", "builtins.staticmethod")
            if any(
                isinstance(target, ast.Name) and target.id == name
                for statement in getattr(base.node, "body", [])
                if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
                for target in statement.targets
            ):
                return False
        return True

    @cached_property
    def _spread(self) -> dict[Function, set[tuple[Class, str]]]:
        """What each function sets to SQL, by itself or through those that it calls."""
        found: dict[Function, set[tuple[Class, str]]] = defaultdict(set)
        for module in self._model.program.modules:
            for node in module.nodes(ast.Assign, ast.AnnAssign):
                for target, value in assignments(node):
                    if not isinstance(target, ast.Attribute) or isinstance(value, ast.Constant | ast.Name):
                        continue
                    function = self._model.function(module, node)
                    classes = self._model.mapping.mapped(target.value)
                    if function is not None and classes and self.is_sql(value):
                        found[function] |= {(cls, target.attr) for cls in classes}
        return self._model.with_callees(found)
