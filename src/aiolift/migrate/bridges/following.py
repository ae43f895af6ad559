"""Reads of an engine or factory that follow what they are for: they are sync where that is, and decide nothing."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.testing.rebinding import rebindings
from aiolift.knowledge.database import ENGINE
from aiolift.migrate.bridges.references import place
from aiolift.program.nodes import single_assignments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.bridges.globals import Global, Globals
    from aiolift.program.source import Module

_LISTENERS = (".event.listen", ".event.listens_for", ".event.remove")
_CONFIGURE = (".sessionmaker.configure", ".scoped_session.configure")


def attachments(model: Model) -> Iterator[tuple[Site, ast.expr, ast.expr | None]]:
    """Yield the calls that attach something to an engine or factory: which one, and what it is bound to from then on.

    `event.listen(engine, "connect", f)`, `SessionLocal.configure(bind=engine)`.
    """
    for site in model.naming(lambda name: name.endswith((*_LISTENERS, *_CONFIGURE))):
        func = site.node.func
        if isinstance(func, ast.Attribute) and func.attr == "configure":
            bind = next((part.value for part in site.node.keywords if part.arg == "bind"), None)
            yield site, func.value, bind
        elif site.node.args and ENGINE in model.kinds(site.node.args[0]):  # of sessions, the class is listened to
            yield site, site.node.args[0], None


def followers(model: Model, owned: Globals) -> dict[ast.AST, Global]:
    """Return such reads, each with the engine or factory whose colour it has."""
    found: dict[ast.AST, Global] = {}
    for _, owner, bind in attachments(model):
        made = owned.of(owner)
        if made is not None:
            found[owner] = made
            if bind is not None:
                found[bind] = made
    places = {(made.module, made.name): made for made in owned}
    for made in owned:
        places |= {place(made.module, made.name, binding): made for _, _, binding in made.references}
    for rebinding in rebindings(model, {name for _, name in places}):
        targets = [places[home, rebinding.name] for home in rebinding.homes if (home, rebinding.name) in places]
        if rebinding.new is not None and len(targets) == 1:
            inner = (part for part, _ in owned.within(rebinding.new))
            found |= dict.fromkeys((rebinding.new, *inner), targets[0])
    for node, made in list(found.items()):
        if isinstance(node, ast.Name) and owned.of(node) is None:
            found |= dict.fromkeys(_saved(model, owned, node, found), made)
    return found


def _saved(model: Model, owned: Globals, node: ast.Name, found: dict[ast.AST, Global]) -> list[ast.AST]:
    """Return what a name keeps that is only ever put back: `saved = db.engine`, later `db.engine = saved`."""
    module = next((module for module in model.program.modules if node in module.parents), None)
    if module is None or not all(read in found for read in _reads(model, module, node)):
        return []
    scope = model.scope(module, node).holder(node.id)
    return [
        value
        for statement in module.nodes(ast.Assign)
        for target, value in single_assignments(statement)
        if isinstance(target, ast.Name) and target.id == node.id and owned.of(value) is not None
        if model.scope(module, target).holder(node.id) is scope
    ]


def _reads(model: Model, module: Module, node: ast.Name) -> Iterator[ast.AST]:
    scope = model.scope(module, node).holder(node.id)
    for other in module.nodes(ast.Name):
        is_read = isinstance(other, ast.Name) and other.id == node.id and isinstance(other.ctx, ast.Load)
        if is_read and model.scope(module, other).holder(node.id) is scope:
            yield other
