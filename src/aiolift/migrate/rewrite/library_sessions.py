"""A library that opens sync sessions or engines of its own, as `fastapi_sqlalchemy`, is left alone, below a marker."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.sync_connections import OWN_ENGINES, OWN_SESSIONS, SYNC_TOO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context

RULE = "marker"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: its sessions are not followed."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Mark where such a library is imported; the URLs that it is given stay those of a sync driver."""
    _own_engines(context)
    found = False
    for module in context.model.program.modules:
        for node in module.nodes(ast.Import, ast.ImportFrom):
            for library in sorted(_imported(node) & OWN_SESSIONS.keys()):
                found = True
                context.mark(
                    module, node, "AL916", f"{library} opens sync sessions of its own",
                    f"use {OWN_SESSIONS[library]}, or a session factory and a dependency of your own",
                )  # fmt: skip
    for site in context.model.sites if found else ():
        if any(name.partition(".")[0] in OWN_SESSIONS for name in _behind(context.model, site.node)):
            context.kept_sync.update(ast.walk(site.node))


def _own_engines(context: Context) -> None:
    """Mark, once in each function, what makes an engine of a URL, which may be that of the async driver now."""
    marked = set()
    for site in context.model.naming(OWN_ENGINES) if context.target.driver not in SYNC_TOO else ():
        if site.function not in marked and not all(isinstance(given, ast.Constant) for given in site.node.args):
            marked.add(site.function)
            context.mark(
                site.module, site.node, "AL916", f"`{ast.unparse(site.node.func)}` connects with a sync engine",
                f"give it the URL of a sync driver: make_url(…).set(drivername='{context.target.sync_drivername}')",
            )  # fmt: skip
        context.kept_sync.update(ast.walk(site.node))


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").partition(".")[0]} if not node.level else set()
    assert isinstance(node, ast.Import)
    return {alias.name.partition(".")[0] for alias in node.names}


def _behind(model: Model, call: ast.Call) -> Iterator[str]:
    """Yield the names of what is called, and of what `app.add_middleware(…)` is given first."""
    for node in (call, *call.args[:1]):
        site = model.site(node) if isinstance(node, ast.Call) else None
        yield from site.externals if site is not None else ()
        yield from (str(getattr(value, "name", "")) for value in model.values(node))
