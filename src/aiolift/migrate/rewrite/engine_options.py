"""Options that the async engine or driver calls otherwise are renamed; those that it does not take are marked.

https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#sqlalchemy.ext.asyncio.create_async_engine
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.driver_options import REFUSED_BY_ENGINE, connect_arg, instead
from aiolift.knowledge.drivers import DRIVERS
from aiolift.migrate.rewrite import server_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "engine-option"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: making an engine does no I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Look at the options of each engine that becomes async."""
    for site in context.model.naming({"sqlalchemy.create_engine"}):
        if site.module in context.island_modules:
            continue
        if site.node in context.kept_sync or site.function in context.colour.islands:
            continue
        refused: dict[str, str] = {}
        for keyword in site.node.keywords:
            if keyword.arg and keyword.arg in REFUSED_BY_ENGINE:
                refused[keyword.arg] = REFUSED_BY_ENGINE[keyword.arg]
            elif keyword.arg == "connect_args" and isinstance(keyword.value, ast.Dict):
                refused |= _connect_args(context, site.module, keyword.value)
        if refused:
            names = " and ".join(f"`{name}`" for name in refused)
            what = f"The async engine or {context.target.driver} does not take {names}."
            context.mark(site.module, site.node, "AL920", what, "; ".join(dict.fromkeys(refused.values())))


def _connect_args(context: Context, module: Module, given: ast.Dict) -> dict[str, str]:
    """Rename the driver's options, and return those that it does not have, with what to do."""
    driver = DRIVERS[context.target.driver]
    refused: dict[str, str] = {}
    moved = server_settings.move(context, module, given, RULE) if driver.name == "asyncpg" else set()
    for key in given.keys:
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str) or key.value in moved:
            continue
        if connect_arg(key.value, DRIVERS["aiosqlite"]) is not None:
            continue  # one program may have an engine on SQLite beside the server's
        name = connect_arg(key.value, driver)
        if name is None:
            refused[key.value] = instead(key.value, driver) or "remove it"
        elif name != key.value:
            quote = module.segment(key)[-1]
            context.replace_node(module, key, f"{quote}{name}{quote}", RULE, f"{driver.name} calls {key.value} {name}")
    return refused
