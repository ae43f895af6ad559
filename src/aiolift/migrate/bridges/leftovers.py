"""What no bridge leads over is marked for a person; nothing that cannot await is passed over in silence."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
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


def code_of(reason: str) -> str:
    """Return the marker whose words tell a reason why something cannot be async."""
    return UNSURE if reason == "decorator" else CODES.get(reason, _OTHER)


def _what(place: Blocked) -> ast.AST:
    """Return what the marker stands above: the function, else the statement."""
    function = place.function
    return function.node if function is not None and isinstance(function.node, ast.FunctionDef) else place.node
