"""A listener uses the sync object inside of a session or connection that the function around it made.

`connection.begin_nested()` in a listener starts nothing once the connection is async: nobody can await it there. Such a
listener restarts the savepoint of a test that is rolled back.
https://docs.sqlalchemy.org/en/20/orm/extensions/asyncio.html#using-events-with-the-asyncio-extension
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.sessions.closures import names_closed_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context

RULE = "sync-objects"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: what a listener does is sync."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Write `connection.sync_connection`, `session.sync_session`, `engine.sync_engine`."""
    for module, node, outer, inside in names_closed_over(context.model, context.colour.islands):
        if context.can_await(outer) and node not in context.kept_sync:
            context.insert(module, module.end(node), f".{inside}", RULE, "SQLAlchemy runs it with sync objects")
