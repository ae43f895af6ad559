"""`Base.query = db_session.query_property()`: the session is named where a class's query is asked for instead."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate import blocks
from aiolift.migrate.rewrite.query.building import RULE
from aiolift.migrate.rewrite.query.decide import runs
from aiolift.migrate.rewrite.query.sessions import is_path
from aiolift.program.entities import Class

if TYPE_CHECKING:
    from collections.abc import Collection

    from aiolift.analysis.model import Site
    from aiolift.analysis.statements.queries import Origin
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.query.decide import Decision

_WHY = "an async_scoped_session has no query_property()"


def import_session(context: Context, decision: Decision) -> None:
    """Import the session into the modules that ask for a class's query, or run it."""
    for made_by in {origin.made_by for origin in decision.group.origins if origin.made_by is not None}:
        assert isinstance(made_by.node.func, ast.Attribute)
        root: ast.expr = made_by.node.func.value
        while isinstance(root, ast.Attribute):
            root = root.value
        assert isinstance(root, ast.Name)
        for module in {use.module for use in decision.group.uses if runs(use)} - {made_by.module}:
            context.imported(module, made_by.module, root.id)


def settle(context: Context, replaced: Collection[Origin]) -> None:
    """Take the property away where no query comes from it any more; else leave a marker there."""
    queries = context.model.queries
    rest = [origin for origin in queries.origins.values() if origin.made_by is not None and origin not in replaced]
    for site in queries.properties:
        statement = site.module.statement(site.node)
        if rest or len(queries.properties) > 1 or not _is_alone(context, site, statement):
            why = f"{rest[0].module.file.name}:{rest[0].node.lineno} needs it" if rest else "it is not the only one"
            suggestion = "write `select(Model)`, executed by the session, in the place of `Model.query`"
            context.mark(site.module, site.node, "AL915", f"{_WHY}: {why}", suggestion)
        else:
            blocks.remove(context, site.module, statement, RULE, _WHY)


def _is_alone(context: Context, site: Site, statement: ast.stmt) -> bool:
    """Whether a statement only makes the property, of a session that has a name everywhere."""
    assert isinstance(site.node.func, ast.Attribute)
    holder = context.model.scope(site.module, statement)
    at_top = holder.node is site.module.tree or isinstance(holder, Class)
    return is_path(site.node.func.value) and at_top and getattr(statement, "value", None) is site.node
