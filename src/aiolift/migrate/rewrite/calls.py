"""Calls of functions that became async are awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context

RULE = "await-call"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: these calls are async because of what they call."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Await each call of a coloured function where an await can stand."""
    for site in context.model.sites:
        if not site.targets or site.node in context.owners:
            continue
        if not context.colour.awaited(site) or not context.can_await(site.function):
            continue
        names = ", ".join(target.name for target in site.targets)
        context.await_(site.module, site.node, RULE, f"{names} is async now")
