"""Classes of tests that stand for a session have async methods where the async session has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.testing.fake_sessions import fake_methods
from aiolift.knowledge.database import Does
from aiolift.migrate.colour import Seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context

RULE = "fake-session"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the methods that are awaited as those of a session: they become `async def`."""
    for method, does in fake_methods(model).items():
        if does is Does.AWAIT:
            yield Seed(method.module, method.node, method, RULE)


def rewrite(context: Context) -> None:
    """Mark the methods that nobody calls any more."""
    if not context.colour.causes:
        return
    for method, does in fake_methods(context.model).items():
        if does is not Does.AWAIT:
            context.mark(
                method.module, method.node, "AL922",
                f"`{method.name}` is not called any more: the code asks the async session's own methods.",
                "give the stand-in what the code calls now (scalars, execute, scalar), or use a session on SQLite",
            )  # fmt: skip
