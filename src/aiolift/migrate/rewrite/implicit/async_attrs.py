"""`await obj.awaitable_attrs.x` where a relationship is read, and the base class that has it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.relationships import is_table, keyword
from aiolift.migrate.rewrite.implicit.decide import HAS_ASYNC_ATTRS, RULE
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from aiolift.analysis.objects.lazy_reads import Read
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.decide import Decisions
    from aiolift.program.entities import Class

_SOURCE = "sqlalchemy.ext.asyncio"
_NAME = "AsyncAttrs"
_BASES = {"sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.DeclarativeBaseNoMeta"}
_FACTORIES = {"sqlalchemy.orm.declarative_base"}


def rewrite(context: Context, decisions: Decisions) -> None:
    """Await each read that was left to its place, and give its classes `AsyncAttrs`."""
    if context.target.sqlalchemy < HAS_ASYNC_ATTRS:
        _in_greenlet(context, decisions)
        return
    wanted: dict[Class, None] = {}
    for read in decisions.awaited:
        _read(context, read)
        owners = {found.owner for found in read.relationships}
        for cls in context.model.mapping.mapped(read.node.value) or owners:
            wanted[cls] = None
    _Bases(context).give(wanted)


def _read(context: Context, read: Read) -> None:
    module, node = read.module, read.node
    position = module.end(node) - len(node.attr)
    why = f"{node.attr} is loaded when it is read"
    if read.is_store:
        statement = module.statement(node)
        owner = module.segment(node.value)
        line = f"await {owner}.awaitable_attrs.{node.attr}{module.file.newline}{module.indent(node)}"
        context.insert(module, module.start(statement), line, RULE, f"assigning to {node.attr} loads what it held")
        return
    context.insert(module, position, "awaitable_attrs.", RULE, why)
    context.await_(module, node, RULE, why)


def _in_greenlet(context: Context, decisions: Decisions) -> None:
    """Read inside of `run_sync`, which SQLAlchemy 1.4 has: the outermost of several reads takes the others along."""
    nodes = {read.node for read in decisions.awaited}
    for read in decisions.awaited:
        module, node = read.module, read.node
        session = decisions.session(read)
        if session is None or any(outer in nodes for outer in module.ancestors(node)):
            continue
        why = f"{node.attr} is loaded when it is read"
        if read.is_store:
            text = (
                f"await {session}.run_sync(lambda _: {module.segment(node)}){module.file.newline}{module.indent(node)}"
            )
            context.insert(module, module.start(module.statement(node)), text, RULE, why)
        else:
            context.await_(module, node, RULE, why)
            context.wrap(module, node, f"{session}.run_sync(lambda _: ", ")", RULE, why)


class _Bases:
    """Adds `AsyncAttrs` once to each hierarchy of mapped classes."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._done: set[Class] = set()
        self._calls: set[ast.Call] = set()

    def give(self, wanted: dict[Class, None]) -> None:
        """Give the classes `AsyncAttrs`, by their declarative base where they have one."""
        tables: dict[Class, None] = {}
        for cls in wanted:
            if f"{_SOURCE}.{_NAME}" in set(cls.externals()):
                continue
            base = self._base(cls)
            if base is not None:
                self._add(base)
            elif "sqlalchemy.orm.declarative_base()" in set(cls.externals()):
                self._factories()
            else:
                tables[cls] = None
        modules = {cls.module for cls in tables}
        for cls in self._context.model.program.classes:  # the others of the module as well: they belong together
            if cls in tables or (tables and cls.module in modules and is_table(cls)):
                self._add(cls)

    def _base(self, cls: Class) -> Class | None:
        return next((found for found in cls.mro() if _BASES & set(found.external_bases)), None)

    def _add(self, cls: Class) -> None:
        if self._done & set(cls.mro()) or f"{_SOURCE}.{_NAME}" in set(cls.externals()):
            return
        self._done.add(cls)
        node, module = cls.node, cls.module
        assert isinstance(node, ast.ClassDef)
        name = self._context.imports(module).need(_SOURCE, _NAME)
        why = "its relationships are awaited"
        if not node.bases:
            start = module.text.index(node.name, module.start(node)) + len(node.name)
            if module.text[start : start + 1] == "(":
                self._context.insert(module, start + 1, f"{name}, " if node.keywords else name, RULE, why)
            else:
                self._context.insert(module, start, f"({name})", RULE, why)
        elif _BASES & set(cls.external_bases):
            self._context.insert(module, module.start(node.bases[0]), f"{name}, ", RULE, why)
        else:
            self._context.insert(module, module.end(node.bases[-1]), f", {name}", RULE, why)

    def _factories(self) -> None:
        """`declarative_base()` takes the class that all others derive from."""
        for site in self._context.model.sites:
            if not _FACTORIES & set(site.externals) or site.module in self._context.island_modules:
                continue
            given = keyword(site.node, "cls")
            if given is None and site.node not in self._calls:
                self._calls.add(site.node)
                name = self._context.imports(site.module).need(_SOURCE, _NAME)
                self._context.add_argument(site.module, site.node, f"cls={name}", RULE, "its relationships are awaited")
            for value in self._context.model.values(given) if given is not None else ():
                if isinstance(value, ClassValue):
                    self._add(value.cls)
