"""Statements that are plain strings, which SQLAlchemy 1.4's sync objects still take and its async ones do not."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context

RULE = "plain-sql"
_CONNECTION = "sqlalchemy.Connection.execute"
_EXECUTING = {_CONNECTION, *(f"sqlalchemy.orm.Session.{name}" for name in ("execute", "scalar", "scalars"))}


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: the call itself is a database call."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """`connection.execute("…")` becomes `exec_driver_sql`, a session's string becomes `text("…")`."""
    for site in context.model.naming(_EXECUTING):
        node, module = site.node, site.module
        if not context.can_await(site.function) or not node.args or not isinstance(node.func, ast.Attribute):
            continue
        if context.model.kinds(node.args[0]) != {"builtins.str"} or node in context.kept_sync:
            continue
        if _CONNECTION in site.externals:
            end = module.end(node.func)
            context.replace(module, end - len(node.func.attr), end, "exec_driver_sql", RULE, "the same, in 2.0 style")
        else:
            text = context.imports(module).need("sqlalchemy", "text")
            context.wrap(module, node.args[0], f"{text}(", ")", RULE, "the same, in 2.0 style")
