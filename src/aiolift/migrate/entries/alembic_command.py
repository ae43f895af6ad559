"""A migration on a connection of the application: Alembic's commands run on its sync side, inside of `run_sync`.

https://alembic.sqlalchemy.org/en/latest/cookbook.html#programmatic-api-use-connection-sharing-with-asyncio
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import CONNECTION
from aiolift.migrate.bridges.units import unit_of
from aiolift.migrate.colour import Seed
from aiolift.program.entities import own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

RULE = "alembic-command"
_WHY = "Alembic works on a sync connection, which `run_sync` gives"
_COMMANDS = "alembic.command."
_KEY = "connection"


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
    for module in context.model.program.modules:
        if module.mentions(_KEY):
            _mark_others(context, module, taken)


def _mark_others(context: Context, module: Module, taken: set[ast.expr]) -> None:
    """Mark where a configuration is given a connection that no command of the same function uses."""
    for node in module.nodes(ast.Assign):
        given = _configured(context.model, node)
        if given and given[1] not in taken and not context.bridges.side.keeps(unit_of(context.model, module, node)):
            context.mark(
                module, node, "AL928", "Alembic gets an async connection, and the command that uses it is elsewhere",
                'give it `connection.sync_connection`, and run the command inside of `connection.run_sync`',
            )  # fmt: skip


def _given(model: Model, function: Function) -> dict[str, ast.expr]:
    """Return the connections that configurations are given, by how each configuration is spelled."""
    found = [given for node in own(function.node) if (given := _configured(model, node))]
    return {ast.unparse(config): value for config, value in found if isinstance(value, ast.Name | ast.Attribute)}


def _configured(model: Model, node: ast.AST) -> tuple[ast.expr, ast.expr] | None:
    """Return both sides of `config.attributes["connection"] = connection`."""
    match node:
        case ast.Assign(
            targets=[
                ast.Subscript(value=ast.Attribute(value=config, attr="attributes"), slice=ast.Constant(value=key))
            ],
            value=connection,
        ) if key == _KEY and CONNECTION in model.kinds(connection):
            return config, connection
    return None
