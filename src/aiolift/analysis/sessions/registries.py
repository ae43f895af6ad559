"""`async_scoped_session` has no `run_sync`: the session of the task has it, which a call of the registry gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.knowledge.database import SCOPED_SESSION

if TYPE_CHECKING:
    import ast

    from aiolift.analysis.model import Model


def current(model: Model, session: ast.expr, text: str) -> str:
    """Return `text()` for the text of a session that is a scoped one, whatever reaches it; else `text`."""
    kinds = {value.cls for value in model.instances(session)}
    return f"{text}()" if kinds == {SCOPED_SESSION} else text
