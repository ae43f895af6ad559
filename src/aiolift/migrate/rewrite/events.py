"""Events are listened to on the sync engine and the sync session class, whose hooks they are."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import ENGINE, SCOPED_SESSION, SESSIONMAKER, SESSIONS
from aiolift.knowledge.sync_connections import listens_to
from aiolift.program.values import External

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context

RULE = "sync-events"
_CALLS = {f"sqlalchemy.event.{name}" for name in ("listen", "listens_for", "remove", "contains")}


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: registering a listener does no I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Write `engine.sync_engine`, `session.sync_session`; a class stays the sync one."""
    for site in context.model.sites:
        for engine in _listened_to(context.model, site):
            context.insert(site.module, site.module.end(engine), ".sync_engine", RULE, "an async engine has no events")
        if not _CALLS & set(site.externals) or not site.node.args:
            continue
        target, module = site.node.args[0], site.module
        kinds = context.model.kinds(target)
        if ENGINE in kinds:
            context.insert(module, module.end(target), ".sync_engine", RULE, "an async engine has no events")
        elif kinds & (SESSIONS | {SCOPED_SESSION}):
            context.insert(module, module.end(target), ".sync_session", RULE, "an async session has no events")
        elif SESSIONMAKER in kinds:
            name = context.imports(module).need("sqlalchemy.orm", "Session")
            context.replace_node(module, target, name, RULE, "an async session factory has no events")
        elif any(
            isinstance(value, External) and value.name in SESSIONS | {ENGINE} for value in context.model.values(target)
        ):
            context.kept_sync.update(ast.walk(target))


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
