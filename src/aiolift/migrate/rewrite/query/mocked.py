"""How a mocked session has to answer, now that its queries are selects: by the forms that the program's code got."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.reachable import Reachable
from aiolift.analysis.statements.queries import Does
from aiolift.migrate.rewrite.query.decide import decisions
from aiolift.migrate.rewrite.query.forms import form_of, source_of
from aiolift.program.fixtures import is_among_tests

if TYPE_CHECKING:
    from aiolift.analysis.statements.queries import Use
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.query.decide import Decision
    from aiolift.program.entities import Function


@dataclass(frozen=True, order=True)
class Answer:
    """`await session.<method>(…)<after>`: how a query is asked for in the result.

    :param method: the session's method.
    :param after: what is asked of the awaited value, as code: `.unique().first()`, or nothing.
    """

    method: str
    after: str

    @property
    def is_value(self) -> bool:
        """Whether the awaited value is the answer itself."""
        return not self.after

    @property
    def described(self) -> str:
        """The mock whose `return_value` is the answer, behind the session: `scalars.return_value.first`."""
        return self.method + ("" if self.is_value else ".return_value") + self.after.removesuffix("()").replace(
            "()", ".return_value"
        )  # fmt: skip


def answers(context: Context, function: Function | None) -> dict[str, set[Answer]]:
    """Return how the queries are asked for that a test's function runs, by the legacy name of what asks.

    Where none is known to run because of it (a request of a client does), those of the whole program.
    """
    running = set(Reachable(context.model).from_([function])) if function is not None else set()
    asked = [
        (decision, use)
        for decision in decisions(context.model)
        if decision.reason is None
        for use in decision.group.uses
        if use.asks and context.can_await(use.function) and not is_among_tests(use.module)
    ]
    here = [(decision, use) for decision, use in asked if use.function in running]
    found: dict[str, set[Answer]] = {}
    for decision, use in here or asked:
        name = "for" if use.does in {Does.ITERATE, Does.ITEM} else use.name
        found.setdefault(name, set()).add(_answer(context, decision, use))
    return found


def _answer(context: Context, decision: Decision, use: Use) -> Answer:
    if use.does is Does.ASK and use.name == "get":
        return Answer("get", "")
    if use.does is Does.ASK and use.name in {"update", "delete"}:
        return Answer("exec" if source_of(context, decision) == "sqlmodel" else "execute", ".rowcount")
    form = form_of(context, decision, use)
    return Answer(form.openers[0].partition("(")[0], form.after)
