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

_UPDATES = frozenset({"sqlalchemy.update", "sqlmodel.update"})
_RUNS = {"execute", "exec", "scalars", "scalar"}


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

    def updated(self, function: Function) -> dict[ast.Call, set[tuple[Class, str]]]:
        """Return what each statement of a function sets to SQL that Python cannot work out, by the call that runs it.

        `session.execute(update(Post).values(title=func.upper(Post.title)))` expires the title of the session's posts.
        """
        return self._updated.get(function, {})

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
        for function, calls in self._updated.items():
            found[function] = found[function].union(*calls.values())
        return self._model.with_callees(found)

    @cached_property
    def _updated(self) -> dict[Function, dict[ast.Call, set[tuple[Class, str]]]]:
        found: dict[Function, dict[ast.Call, set[tuple[Class, str]]]] = defaultdict(dict)
        for site in self._model.naming(_UPDATES):
            if site.function is None or not site.node.args:
                continue
            outer = [node for node in site.module.ancestors(site.node) if isinstance(node, ast.Call)]
            values = [node for node in outer if getattr(node.func, "attr", "") == "values"]
            names = set().union(*map(self._expired, values))
            runs = [node for node in outer if getattr(node.func, "attr", "") in _RUNS]
            statement = site.module.statement(site.node)
            if names and not runs and isinstance(statement, ast.Assign):
                given = {target.id for target in statement.targets if isinstance(target, ast.Name)}
                runs = [
                    one.node
                    for one in self._model.calls_in[site.function]
                    if getattr(one.node.func, "attr", "") in _RUNS
                    and getattr(next(iter(one.node.args), None), "id", "") in given
                ]
            for run in runs if names else ():
                if not any(_says_how(site.module.statement(node)) for node in (run, site.node)):
                    found[site.function][run] = {
                        (cls, name) for cls in self._classes(site.node.args[0]) for name in names
                    }
        for use in self._model.queries.uses:
            if use.name == "update" and use.function is not None and isinstance(use.node, ast.Call):
                names = self._expired(use.node)
                if names and not _says_how(use.node):
                    classes = {cls for origin in use.origins for asked in origin.asked for cls in self._classes(asked)}
                    found[use.function][use.node] = {(cls, name) for cls in classes for name in names}
        return found

    def _classes(self, node: ast.expr) -> set[Class]:
        return {value.cls for value in self._model.values(node) if isinstance(value, ClassValue)}

    def _expired(self, call: ast.Call) -> set[str]:
        """Return the columns that a call gives SQL which only the database works out: what calls a function."""
        pairs = [(given.arg, given.value) for given in call.keywords if given.arg is not None]
        for argument in call.args:
            if isinstance(argument, ast.Dict):
                keys = [_column(key) if key is not None else "" for key in argument.keys]
                pairs += zip(keys, argument.values, strict=True)
        return {
            name
            for name, value in pairs
            if any(isinstance(node, ast.Call) for node in ast.walk(value)) and self.is_sql(value)
        }


def _column(key: ast.expr) -> str:
    return str(key.value) if isinstance(key, ast.Constant) else getattr(key, "attr", "")


def _says_how(node: ast.AST) -> bool:
    """Whether a statement says itself how the session's objects learn of it."""
    return any(
        (isinstance(inner, ast.keyword) and inner.arg == "synchronize_session")
        or (isinstance(inner, ast.Constant) and inner.value == "synchronize_session")
        for inner in ast.walk(node)
    )
