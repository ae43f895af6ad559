"""Schemas that a function fills from objects of several classes load what they read: in the session's greenlet.

`self.schema.model_validate(obj)` of a repository of all models reads of each what its own schema asks for. To load that
with every object of every class, whoever asks for it, can take a hundred times as many statements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.migrate.rewrite.implicit.decide import RULE

if TYPE_CHECKING:
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.decide import Decisions

_WHY = "it reads relationships of objects of several classes"


def rewrite(context: Context, decisions: Decisions) -> None:
    """Fill them inside of `run_sync`."""
    for call, (module, session) in decisions.filled.items():
        context.await_(module, call, RULE, _WHY)
        context.wrap(module, call, f"{session}.run_sync(lambda _: ", ")", RULE, _WHY)
