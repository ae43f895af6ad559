"""Rows that are changed behind the back of a session's objects: by SQL text, on a table, by a session of its own."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from aiolift.knowledge.database import CONNECTION
from aiolift.program.nodes import walk, written
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.analysis.sessions.unit_of_work import UnitOfWork
    from aiolift.program.entities import Class, Function

_RUNS_SQL = {"execute", "exec", "executemany", "executescript", "exec_driver_sql", "scalar", "scalars"}
_DML = {"sqlalchemy.update", "sqlalchemy.insert", "sqlalchemy.delete", "sqlmodel.update", "sqlmodel.insert"}
_ON_TABLE = {"update", "insert", "delete"}
_BULK = {"bulk_update_mappings", "bulk_insert_mappings"}
_WRITES = re.compile(r"\b(?:update|into|delete\s+from)\s+(?:only\s+|ignore\s+)?((?:[\w\"`\[\]]+\.)?[\w\"`\[\]]+)", re.I)
_TRIGGER = re.compile(r"\bcreate\s+(?:or\s+replace\s+)?(?:constraint\s+)?trigger\b.*?\bon\s+([\w\"`.]+)", re.I | re.S)


_Changed = TypeVar("_Changed")


class UnseenWrites:
    """The classes whose rows each function of `model`'s program changes where a session's objects do not see it."""

    def __init__(self, model: Model, work: UnitOfWork) -> None:
        self._model = model
        self._work = work

    def of(self, function: Function) -> set[Class]:
        """Return the classes whose objects, in the session that a function holds, it leaves out of date."""
        found = self._spread[function]
        if len(self._sessions(function)) > 1:
            found = found | self._changes[function]
        return found

    def changed(self, function: Function) -> set[Class]:
        """Return the classes whose objects or rows a function changes in any way, by itself or through others."""
        return self._changes[function]

    def changed_tables(self, function: Function) -> set[str]:
        """Return the variables of the tables that a function's statements change, by itself or through others."""
        return self._changed_tables[function]

    @cached_property
    def triggered(self) -> set[Class]:
        """The classes whose rows a trigger changes, as far as the program's SQL says."""
        found: set[Class] = set()
        for module in self._model.program.modules:
            if any(map(module.mentions, ("trigger", "TRIGGER", "Trigger"))):
                for node in module.nodes(ast.Constant):
                    if isinstance(node.value, str):
                        for match in _TRIGGER.finditer(node.value):
                            found |= self._named(match[1]) | self._written(node.value[match.end() :])
        return found

    @cached_property
    def _tables(self) -> dict[str, set[Class]]:
        found: dict[str, set[Class]] = defaultdict(set)
        for cls in self._model.program.classes:
            if self._model.mapping.is_mapped(cls):
                for name in self._model.mapping.table_names(cls):
                    found[name.lower()].add(cls)
        return found

    def _named(self, table: str) -> set[Class]:
        return self._tables.get(table.rpartition(".")[2].strip('"`[]').lower(), set())

    def _written(self, sql: str) -> set[Class]:
        return {cls for match in _WRITES.finditer(sql) for cls in self._named(match[1])}

    @cached_property
    def _spread(self) -> dict[Function, set[Class]]:
        """What each function changes unseen, by itself or through those that it calls."""
        found: dict[Function, set[Class]] = defaultdict(set)
        for site in self._model.sites:
            if site.function is not None:
                found[site.function] |= self._direct(site)
        for function, classes in list(self._changes.items()):
            if function in self._work.opening:
                for site in self._model.callers.get(function, ()):
                    if site.function is not None:
                        found[site.function] |= classes
        return self._model.with_callees(found)

    @cached_property
    def _changes(self) -> dict[Function, set[Class]]:
        """Of each function, what it changes in any way: by attributes, by statements, by legacy queries."""
        found: dict[Function, set[Class]] = defaultdict(set)
        for module in self._model.program.modules:
            for node in module.nodes(ast.Attribute):
                if isinstance(node.ctx, ast.Store) and (function := self._model.function(module, node)) is not None:
                    found[function] |= self._model.mapping.mapped(node.value)
        for site in self._model.naming({"builtins.setattr", *_DML}):
            if site.function is not None:
                if "builtins.setattr" in site.externals and site.node.args:
                    found[site.function] |= self._model.mapping.mapped(site.node.args[0])
                if not _DML.isdisjoint(site.externals):
                    found[site.function] |= self._updated(site, site.node)
        for function, entity in self._changed_by_queries():
            found[function] |= self._classes(entity)
        return self._model.with_callees(found)

    @cached_property
    def _changed_tables(self) -> dict[Function, set[str]]:
        found: dict[Function, set[str]] = defaultdict(set)
        for site in self._model.naming(_DML):
            if site.function is not None and site.node.args:
                found[site.function].add(last_name(site.node.args[0]))
        for function, entity in self._changed_by_queries():
            found[function].add(last_name(entity))
        return self._model.with_callees(found)

    def _changed_by_queries(self) -> Iterator[tuple[Function, ast.expr]]:
        """Yield what legacy queries update or delete, each with the function that does it."""
        for use in self._model.queries.uses:
            if use.function is not None and use.name in {"update", "delete"}:
                for origin in use.origins:
                    yield from ((use.function, entity) for entity in origin.asked)

    def _direct(self, site: Site) -> set[Class]:
        """Return the classes whose rows a call itself changes without telling the session's objects."""
        call = site.node
        owner, method = (call.func.value, call.func.attr) if isinstance(call.func, ast.Attribute) else (call.func, "")
        if method in _ON_TABLE and (on_table := self._of_tables(site, owner)):
            return on_table
        if not _DML.isdisjoint(site.externals) and call.args and (on_table := self._of_tables(site, call.args[0])):
            return on_table
        if self._work.session_method(site) in _BULK:
            return self._named_in(site, call.args[0]) if call.args else set()
        found: set[Class] = set()
        if method in _RUNS_SQL and call.args:
            for node in self._expressions(site, call.args[0]):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found |= self._written(node.value)
            if CONNECTION in self._model.kinds(owner) or len(call.args) > 1:  # with rows to update, by their keys
                found |= self._updated(site, call.args[0])
        if _is_not_synchronised(call):
            found |= self._named_in(site, call)
        return found

    def _updated(self, site: Site, statement: ast.expr) -> set[Class]:
        """Return the classes that an `update(…)` in an expression is about."""
        calls = [self._model.site(node) for node in self._expressions(site, statement) if isinstance(node, ast.Call)]
        return {
            cls
            for call in calls
            if call is not None and _DML & set(call.externals) and call.node.args
            for cls in self._named_in(call, call.node.args[0])
        }

    def _of_tables(self, site: Site, node: ast.expr) -> set[Class]:
        """Return the classes of a table that is spelled `Model.__table__`, or is a `Table("name", …)`."""
        if isinstance(node, ast.Attribute) and node.attr == "__table__":
            return self._named_in(site, node.value)
        return {
            cls
            for inner in self._expressions(site, node)
            if isinstance(inner, ast.Call)
            and "sqlalchemy.Table" in getattr(self._model.site(inner), "externals", ())
            and inner.args
            and isinstance(inner.args[0], ast.Constant)
            for cls in self._named(str(inner.args[0].value))
        }

    def _named_in(self, site: Site, node: ast.AST) -> set[Class]:
        """Return the mapped classes that an expression names."""
        return {
            cls
            for inner in self._expressions(site, node)
            if isinstance(inner, ast.Name | ast.Attribute)
            for cls in self._classes(inner)
        }

    def _classes(self, node: ast.expr) -> set[Class]:
        """Return the mapped classes that an expression can be."""
        return {
            value.cls
            for value in self._model.values(node)
            if isinstance(value, ClassValue) and self._model.mapping.is_mapped(value.cls)
        }

    def _expressions(self, site: Site, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the parts of an expression, and of what its variables are given where they are bound."""
        for inner in walk(node):
            yield inner
            if isinstance(inner, ast.Name) and (scope := self._model.scope(site.module, inner).holder(inner.id)):
                for statement in scope.own:
                    if isinstance(statement, ast.Assign) and inner.id in {
                        getattr(target, "id", None) for target in statement.targets
                    }:
                        yield from walk(statement.value)

    def _sessions(self, function: Function) -> set[str]:
        """Return how a function writes the sessions that it holds."""
        return {
            written(site.node.func.value)
            for site in self._work.sites.get(function, ())
            if self._work.session_method(site) is not None and isinstance(site.node.func, ast.Attribute)
        }


def last_name(node: ast.expr) -> str:
    """Return the last name of a variable, wherever it is imported from: `links` of `tables.links`."""
    return written(node).rpartition(".")[2]


def _is_not_synchronised(call: ast.Call) -> bool:
    """Whether a call says `synchronize_session=False`, by name or in a dictionary of options."""
    for given in call.keywords:
        if given.arg == "synchronize_session" and _is_false(given.value):
            return True
        if isinstance(given.value, ast.Dict):
            for key, value in zip(given.value.keys, given.value.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "synchronize_session" and _is_false(value):
                    return True
    return False


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in {False, "none"}
