"""Engines, session factories and sessions: the async ones, and their names in annotations and imports."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.analysis.engines.foreign_engines import foreign
from aiolift.knowledge.database import ASYNC_NAMES, EITHER, SESSIONS
from aiolift.migrate.colour import Seed
from aiolift.program.entities import Function
from aiolift.program.fixtures import is_among_tests, is_fixture, is_test
from aiolift.program.values import External

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "async-names"
_FACTORY = "sqlalchemy.orm.sessionmaker"
_SCOPED = "sqlalchemy.orm.scoped_session"
_ENGINE = "sqlalchemy.create_engine"
_REFERENCES = (ast.Name, ast.Attribute)
_MAKERS = {*SESSIONS, _FACTORY, _SCOPED}
_MADE = frozenset({*_MAKERS, _ENGINE})
_CLASSES = re.compile("|".join({name.rpartition(".")[2] for name in ASYNC_NAMES}))


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the fixtures and tests that ask a scoped session for theirs: the event loop that it asks for has to run.

    Making an engine or a session does no I/O.
    """
    for site in model.sites:
        function = site.function
        if (
            function is not None
            and (is_fixture(function) or is_test(function))
            and _SCOPED in model.kinds(site.node.func)
        ):
            yield Seed(site.module, site.node, function, RULE)


def rewrite(context: Context) -> None:
    """Replace every reference to a sync class or factory outside of the sync islands."""
    for module in context.model.program.modules:
        if module in context.island_modules:
            continue
        for node in module.nodes(ast.Name, ast.Attribute, ast.Constant, ast.Call):
            if isinstance(node, ast.Constant):
                if isinstance(node.value, str):
                    _quoted(context, module, node, node.value)
            elif isinstance(node, ast.Call):
                site = context.model.site(node)
                if site is not None and not _MADE.isdisjoint(site.externals):
                    _foreign(context, site)
                    _arguments(context, site)
            elif (
                isinstance(node, _REFERENCES)
                and isinstance(node.ctx, ast.Load)
                and not ASYNC_NAMES.keys().isdisjoint(context.model.names(node))
            ):
                _reference(context, module, node)


def _stays_sync(context: Context, module: Module, node: ast.AST) -> bool:
    """Whether a node is part of an island: the annotations of a function belong to it, whatever stands around."""
    if node in context.kept_sync:
        return True
    for outer in module.ancestors(node):
        if isinstance(outer, ast.FunctionDef):
            function = context.model.program.scopes[outer]
            if function in context.colour.islands:
                return True
            if isinstance(function, Function) and context.colour.changes(function):
                return False
    return context.model.function(module, node) in context.colour.islands


def _reference(context: Context, module: Module, node: ast.Name | ast.Attribute) -> None:
    for value in context.model.values(node):
        if not isinstance(value, External) or value.name not in ASYNC_NAMES or _stays_sync(context, module, node):
            continue
        if context.is_replaced(module, module.start(node)):  # it goes away: what a generator's annotation returns
            return
        if value.name in EITHER and not context.can_await(context.model.function(module, node)):
            continue
        if foreign(context.model, module.parents[node]):
            continue
        source, name = ASYNC_NAMES[value.name]
        if value.name == _FACTORY and context.target.sqlalchemy < (2, 0):
            return
        context.rename(module, node, source, name, RULE, f"the async form of {value.name}")
        return


def _quoted(context: Context, module: Module, node: ast.Constant, text: str) -> None:
    """Replace a class inside of an annotation that is a string."""
    if _CLASSES.search(text) is None or not _is_annotation(module, node):
        return
    for name in re.findall(r"[A-Za-z_]\w*", text):
        for external, (source, wanted) in ASYNC_NAMES.items():
            if external.rpartition(".")[2] != name or context.imported_as(module, name) != external:
                continue
            local = context.imports(module).need(source, wanted)
            start = module.text.index(name, module.start(node))
            context.replace(module, start, start + len(name), local, RULE)


def _is_annotation(module: Module, node: ast.AST) -> bool:
    inner = node
    for outer in module.ancestors(node):
        if isinstance(outer, ast.arg | ast.AnnAssign) and outer.annotation is inner:
            return True
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
            return outer.returns is inner
        if isinstance(outer, ast.stmt):
            return False
        inner = outer
    return False


def _foreign(context: Context, site: Site) -> None:
    """Say that an engine stays sync, and mark sessions on it: their class would be the async one."""
    module, node = site.module, site.node
    if _ENGINE in site.externals and foreign(context.model, node):
        context.note(
            "the engine stays sync, and what runs on it blocks: its database has no async driver here", module, node
        )
    given = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "bind")]
    if not _MAKERS.isdisjoint(site.externals) and any(foreign(context.model, bind) for bind in given):
        context.mark(
            module, node, "AL920", "makes sessions on an engine whose database has no async driver here",
            "give them a class of their own, a sync Session, and call what uses them in a thread",
        )  # fmt: skip


def _arguments(context: Context, site: Site) -> None:
    """A session keeps its objects readable after a commit: `expire_on_commit=False`."""
    module, node = site.module, site.node
    made = set(site.externals) & _MAKERS
    if not made or _stays_sync(context, module, node):
        return
    if made & SESSIONS or _FACTORY in made:
        added: list[str] = []
        if _FACTORY in made and context.target.sqlalchemy < (2, 0) and not _keyword(node, "class_"):
            added.append(f"class_={context.imports(module).need(*ASYNC_NAMES['sqlalchemy.orm.Session'])}")
        given = _keyword(node, "expire_on_commit")
        if given is None and not any(keyword.arg is None for keyword in node.keywords):
            added.append("expire_on_commit=False")
        elif given is not None and isinstance(given.value, ast.Constant) and given.value.value is True:
            context.replace_node(module, given.value, "False", RULE, "no attribute may be reloaded without await")
        if added:
            context.add_argument(module, node, ", ".join(added), RULE, "no attribute may be reloaded without await")
    elif _SCOPED in made and not _keyword(node, "scopefunc") and len(node.args) < 2:
        # a fixture runs in another task than its test, and they shared the session of their thread
        scope, per = ("get_running_loop", "event loop") if is_among_tests(module) else ("current_task", "task")
        given_scope = f"{context.imports(module).need_module('asyncio')}.{scope}"
        context.add_argument(module, node, f"scopefunc={given_scope}", RULE, f"one session per {per}, not per thread")


def _keyword(node: ast.Call, name: str) -> ast.keyword | None:
    return next((keyword for keyword in node.keywords if keyword.arg == name), None)
