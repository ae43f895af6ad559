"""What no bridge leads over is marked for a person; nothing that cannot await is passed over in silence."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import CONNECTION, SESSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Blocked, Seed
    from aiolift.migrate.context import Context

#: The marker of each reason why a function cannot be async.
CODES = {
    "init": "AL901", "property": "AL902", "special": "AL903", "validator": "AL904", "island": "AL905",
    "cached": "AL906", "module": "AL908", "callback": "AL909", "lambda": "AL909", "thread": "AL910", "driver": "AL919",
    "command": "AL911", "job": "AL911", "key": "AL907", "override": "AL913", "generator": "AL914",
}  # fmt: skip
#: The marker of a function that becomes async below a decorator that may not await.
UNSURE = "AL912"
_OTHER = "AL909"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: the places are found when colours are settled."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Mark each function or statement that was left, once."""
    for place in context.bridges.marked:
        context.mark(place.module, _what(place), code_of(place.reason))
    for function, decorator in context.bridges.unsure.items():
        what = f"It is unknown what `{decorator}` makes of an async function."
        context.mark(function.module, function.node, UNSURE, what)
    for site in context.model.sites:
        if _builds_with_session(context, site):
            context.mark(
                site.module, site.node, CODES["init"],
                "A constructor that stays sync is given an async session, whose results it would have to await.",
                "call it inside of `await session.run_sync(…)`, which gives it the sync session",
            )  # fmt: skip


def _builds_with_session(context: Context, site: Site) -> bool:
    """Whether async code hands its session to what builds an object, and does I/O, on the sync side."""
    if site in context.bridges.side.run or not context.can_await(site.function):
        return False
    because = [context.bridges.because.get(target) for target in site.targets]
    if not any(place is not None and place.reason == "init" for place in because):
        return False
    given = [*site.node.args, *(keyword.value for keyword in site.node.keywords)]
    return any(context.model.kinds(argument) & (SESSIONS | {CONNECTION}) for argument in given)


def code_of(reason: str) -> str:
    """Return the marker whose words tell a reason why something cannot be async."""
    return UNSURE if reason == "decorator" else CODES.get(reason, _OTHER)


def _what(place: Blocked) -> ast.AST:
    """Return what the marker stands above: the function, else the statement."""
    function = place.function
    return function.node if function is not None and isinstance(function.node, ast.FunctionDef) else place.node
