"""Events are listened to on the sync engine and the sync session class, whose hooks they are."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.model import external_kinds
from aiolift.knowledge.database import ENGINE, SCOPED_SESSION, SESSIONMAKER, SESSIONS
from aiolift.knowledge.sync_connections import listens_to
from aiolift.migrate.bridges.names import free, led
from aiolift.program.values import Cell, External, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.bridges.globals import Global
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "sync-events"
_CALLS = {f"sqlalchemy.event.{name}" for name in ("listen", "listens_for", "remove", "contains")}


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: registering a listener does no I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Write `engine.sync_engine`, `session.sync_session`, a factory's sync sessions; a class stays the sync one."""
    factories = _Factories(context)
    kept = list(factories.keep_sync())
    for site in context.model.sites:
        for engine in _listened_to(context.model, site):
            context.insert(site.module, site.module.end(engine), ".sync_engine", RULE, "an async engine has no events")
        if not _CALLS & set(site.externals) or not site.node.args:
            continue
        target, module = site.node.args[0], site.module
        kinds = context.model.kinds(target)
        if target in context.kept_sync:
            continue
        if ENGINE in kinds:
            context.insert(module, module.end(target), ".sync_engine", RULE, "an async engine has no events")
        elif kinds & (SESSIONS | {SCOPED_SESSION}):
            context.insert(module, module.end(target), ".sync_session", RULE, "an async session has no events")
        elif SESSIONMAKER in kinds and context.bridges.globals.of(target) not in kept:
            name = factories.listened(module, target)
            context.replace_node(module, target, name, RULE, "an async session factory has no events")
        elif any(
            isinstance(value, External) and value.name in SESSIONS | {ENGINE} for value in context.model.values(target)
        ):
            context.kept_sync.update(ast.walk(target))


class _Factories:
    """The session factories that are listened to, each of which gets sync sessions of its own to listen to.

    https://docs.sqlalchemy.org/en/20/orm/extensions/asyncio.html#examples-of-event-listeners-with-async-engines-sessions-sessionmakers
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._written: dict[Global, str] = {}

    def keep_sync(self) -> Iterator[Global]:
        """Yield the factories that async ones are given for their sync sessions already: they stay as they are."""
        for module in self._context.model.program.modules:
            for node in module.nodes(ast.keyword):
                made = self._context.bridges.globals.of(node.value) if node.arg == "sync_session_class" else None
                if made is not None:
                    for making in made.makings:
                        self._context.kept_sync.update(ast.walk(making.statement))
                    yield made

    def listened(self, module: Module, target: ast.expr) -> str:
        """Return what to write for a factory; the class of all sessions where it is not known what makes it."""
        made = self._context.bridges.globals.of(target)
        if (
            made is None
            or made in self._context.bridges.twins  # its sessions are listened to as well
            or any(making.maker != SESSIONMAKER for making in made.makings)
        ):
            return self._context.imports(module).need("sqlalchemy.orm", "Session")
        name = self._written.get(made) or self._write(made)
        if isinstance(target, ast.Attribute):
            return f"{module.segment(target.value)}.{name}"
        return name if made.module is module else self._context.imported(module, made.module, name)

    def _write(self, made: Global) -> str:
        context, module = self._context, made.module
        name = self._written[made] = free(context, module, led(made.name))
        for making in made.makings:
            assert isinstance(making.value, ast.Call)
            given = ""
            if "sqlmodel.Session" in _made(context.model, making.value):
                given = f"class_={context.imports(module).need('sqlmodel', 'Session')}"
            maker = context.imports(module).need("sqlalchemy.orm", "sessionmaker")
            start = module.file.line_starts[making.statement.lineno - 1]
            indent = module.text[start : module.start(making.statement)]
            line = f"{indent}{name} = {maker}({given})  # its events are those of {made.name}{module.file.newline}"
            context.insert(module, start, line, RULE, "an async session factory has no events")
            context.add_argument(module, making.value, f"sync_session_class={name}", RULE, "what is listened to")
        return name


def _made(model: Model, factory: ast.expr) -> set[str]:
    """Return the external classes of the sessions that a factory makes."""
    made = [value for value in model.values(factory) if isinstance(value, Instance) and value.cls == SESSIONMAKER]
    sessions = [one for value in made for part in value.of if not isinstance(part, Cell) for one in part]
    return {kind for one in sessions if isinstance(one, Instance) for kind in external_kinds(one)}


def _listened_to(model: Model, site: Site) -> Iterator[ast.expr]:
    """Yield the engines that a library's function is given to listen to."""
    names = {parameter for name in site.externals for parameter in listens_to(name)}
    if not names:
        return
    given = [*site.node.args, *(keyword.value for keyword in site.node.keywords if keyword.arg in names)]
    for node in given:
        for engine in node.elts if isinstance(node, ast.List | ast.Tuple) else [node]:
            if ENGINE in model.kinds(engine):
                yield engine
