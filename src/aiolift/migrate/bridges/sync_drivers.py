"""The sync driver that a sync engine beside the async one has in its URL."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.drivers import DRIVERS

if TYPE_CHECKING:
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

ENGINE = "sqlalchemy.create_engine"


def is_text(url: ast.expr) -> bool:
    """Whether a URL is written where it is used, so that a copy of it keeps the sync driver."""
    return isinstance(url, ast.JoinedStr) or (isinstance(url, ast.Constant) and isinstance(url.value, str))


def url_of(call: ast.Call) -> ast.expr | None:
    """Return the URL that `create_engine` is given."""
    return next((part.value for part in call.keywords if part.arg == "url"), call.args[0] if call.args else None)


def same_url(context: Context) -> bool:
    """Whether one URL serves both: psycopg is a sync and an async driver under one name."""
    return context.target.sync_drivername.partition("+")[2] == DRIVERS[context.target.driver].dialect


def drivername(context: Context, url: str | None) -> str:
    """Return the expression for the sync driver; a code base whose tests run on SQLite asks the URL."""
    name = context.target.sync_drivername
    if not context.target.also_sqlite or url is None:
        return f'"{name}"'
    if "+" not in name:
        return f"{url}.get_backend_name()"
    return f'"sqlite" if {url}.get_backend_name() == "sqlite" else "{name}"'


def sync_url(context: Context, engine: str) -> str:
    """Return the expression for the sync URL of an engine, which is async, by its name."""
    url = f"{engine}.url"
    return url if same_url(context) else f"{url}.set(drivername={drivername(context, url)})"


def own_engines(context: Context, module: Module, node: ast.AST, rule: str) -> None:
    """An engine that sync code makes itself needs the sync driver in a URL that comes from elsewhere."""
    for call in ast.walk(node):
        site = context.model.site(call) if isinstance(call, ast.Call) else None
        if site is None or ENGINE not in site.externals or call not in context.kept_sync:
            continue
        context.keeps_sync_driver = True
        url = url_of(site.node)
        if url is None or is_text(url) or same_url(context) or _sets_driver(url):
            continue
        make_url = context.imports(module).need("sqlalchemy", "make_url")
        after = f").set(drivername={drivername(context, None)})"
        context.wrap(module, url, f"{make_url}(", after, rule, "a sync engine stays")


def _sets_driver(url: ast.expr) -> bool:
    return isinstance(url, ast.Call) and any(keyword.arg == "drivername" for keyword in url.keywords)
