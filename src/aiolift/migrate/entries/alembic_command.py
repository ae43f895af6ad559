"""A migration on a connection of the application: Alembic's commands run on its sync side, inside of `run_sync`.

https://alembic.sqlalchemy.org/en/latest/cookbook.html#programmatic-api-use-connection-sharing-with-asyncio
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import CONNECTION
from aiolift.migrate.colour import Seed
from aiolift.program.entities import own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function

RULE = "alembic-command"
_WHY = "Alembic works on a sync connection, which `run_sync` gives"
_COMMANDS = "alembic.command."


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the commands whose configuration was given a connection before, in the same function."""
    for function, sites in model.calls_in.items():
        commands = [site for site in sites if any(name.startswith(_COMMANDS) for name in site.externals)]
        given = _given(model, function) if commands else {}
        for site in commands:
            if site.node.args and ast.unparse(site.node.args[0]) in given:
                yield Seed(site.module, site.node, function, RULE)


def rewrite(context: Context) -> None:
    """Give the configuration the connection's sync side, and run the command where that may be used."""
    taken: set[ast.expr] = set()
    for seed in context.seeds(RULE):
        module, call = seed.module, seed.node
        assert isinstance(call, ast.Call)
        assert seed.function is not None
        connection = _given(context.model, seed.function)[ast.unparse(call.args[0])]
        source = module.segment(connection)
        context.awaited(call)
        context.wrap(module, call, f"await {source}.run_sync(lambda _: ", ")", RULE, _WHY)
        if connection not in taken:
            taken.add(connection)
            context.close(module, connection, ".sync_connection", RULE, _WHY)


def _given(model: Model, function: Function) -> dict[str, ast.expr]:
    """Return the connections of `config.attributes["connection"] = connection`, by how each `config` is spelled."""
    found: dict[str, ast.expr] = {}
    for node in own(function.node):
        match node:
            case ast.Assign(
                targets=[
                    ast.Subscript(
                        value=ast.Attribute(value=config, attr="attributes"), slice=ast.Constant(value="connection")
                    )
                ],
                value=ast.Name() | ast.Attribute() as connection,
            ) if CONNECTION in model.kinds(connection):
                found[ast.unparse(config)] = connection
    return found
