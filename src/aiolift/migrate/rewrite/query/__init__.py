"""Legacy `session.query(…)` becomes `select`, `update` and `delete`, awaited where it is asked for.

A query kept in a variable becomes a select without a session; the session then stands where the select is executed.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.statements.queries import Does, chain
from aiolift.migrate.colour import Seed
from aiolift.migrate.rewrite.query import properties
from aiolift.migrate.rewrite.query.annotations import annotate
from aiolift.migrate.rewrite.query.asking import ask
from aiolift.migrate.rewrite.query.building import RULE, begin, extend
from aiolift.migrate.rewrite.query.decide import decisions, inline_origin, runs
from aiolift.migrate.rewrite.query.fallback import gives_coroutine, mark, run_sync, stay
from aiolift.migrate.rewrite.query.forms import source_of
from aiolift.migrate.rewrite.query.parameters import add
from aiolift.migrate.rewrite.query.spelling import spelled
from aiolift.migrate.rewrite.query.whole import change, get

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.analysis.statements.queries import Origin
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.query.decide import Decision
    from aiolift.migrate.rewrite.query.parameters import Parameter
    from aiolift.program.entities import Function

__all__ = ["RULE", "rewrite", "seeds"]


def seeds(model: Model) -> Iterator[Seed]:
    """Yield what asks for a query; a query that is only built does no I/O."""
    for decision in decisions(model):
        if decision.in_lambda is not None:
            origin = decision.group.origins[0]
            yield Seed(origin.module, decision.in_lambda, origin.function, RULE)
        elif decision.reason is None:
            for use in decision.group.uses:
                if use.asks:
                    yield Seed(use.module, use.node, use.function, RULE)
        elif decision.stays_query:
            for use in decision.group.uses:
                if runs(use):
                    yield Seed(use.module, use.node, use.function, RULE)


def rewrite(context: Context) -> None:
    """Convert each group of queries whose every use can await, or none of whose does I/O."""
    inside: set[ast.AST] = set()
    staying: set[Function | None] = set()
    converted: list[Decision] = []
    replaced: set[Origin] = set()
    needing: dict[Function, Parameter] = {}
    for decision in decisions(context.model):
        if decision.in_lambda is not None:
            inside |= set(ast.walk(decision.in_lambda)) - {decision.in_lambda}
    for decision in decisions(context.model):
        origins = decision.group.origins
        if all(
            origin.module in context.island_modules or origin.function in context.colour.islands for origin in origins
        ):
            continue
        if any(origin.node in inside for origin in origins) and decision.in_lambda is None:
            continue
        if decision.in_lambda is not None:
            if method := gives_coroutine(context, decision):
                decision.reason = f"{decision.reason}, and {method} of what it gives may be async now"
                mark(context, decision)
            elif decision.in_lambda not in inside and context.can_await(origins[0].function):
                properties.import_session(context, decision)
                replaced |= run_sync(context, decision)
        elif decision.stays_query and _can_run(context, decision) and stay(context, decision):
            properties.import_session(context, decision)
            replaced |= set(origins)
            needing |= decision.parameters
            staying |= _functions(decision)
        elif decision.reason is not None:
            mark(context, decision)
        elif _can_convert(context, decision):
            needing |= _convert(context, decision)
            replaced |= set(origins)
            converted.append(decision)
    for parameter in needing.values():
        add(context, parameter)
    properties.settle(context, replaced)
    annotate(context, {function for decision in converted for function in _functions(decision)} - staying)


def _functions(decision: Decision) -> set[Function | None]:
    group = decision.group
    return {origin.function for origin in group.origins} | {use.function for use in group.uses}


def _can_run(context: Context, decision: Decision) -> bool:
    return all(context.can_await(use.function) for use in decision.group.uses if runs(use))


def _can_convert(context: Context, decision: Decision) -> bool:
    """Whether all uses that ask can await; a marker is left where only some can."""
    asking = [use for use in decision.group.uses if use.asks]
    able = [use for use in asking if context.can_await(use.function)]
    if asking and not able:
        return False  # a bridge keeps them sync, or a marker stands there already
    if len(able) < len(asking):
        decision.reason = "some of its uses cannot await"
        mark(context, decision)
    return len(able) == len(asking)


def _convert(context: Context, decision: Decision) -> dict[Function, Parameter]:
    """Convert one group, and return the functions that need its session."""
    asking = [use for use in decision.group.uses if use.asks]
    properties.import_session(context, decision)
    inline = {inline_origin(context.model, use) for use in asking}
    for use in decision.group.uses:
        if use.name == "get" and use.does is Does.ASK:
            get(context, use)
        elif use.name in {"update", "delete"} and use.does is Does.ASK:
            change(context, decision, use)
        elif use.asks:
            ask(context, decision, use)
        elif not _is_of_get(decision, use):
            extend(context, use, decision)
    for origin in decision.group.origins:
        if origin not in inline:
            source = source_of(context, decision) if decision.statement == "select" else "sqlalchemy"
            begin(context, origin, spelled(context, origin.module, origin.node, source, decision.statement))
    return decision.parameters


def _is_of_get(decision: Decision, use: object) -> bool:
    """Whether a method stands before a `get`, which takes its arguments over."""
    return any(other.name == "get" and getattr(use, "node", None) in chain(other)[1] for other in decision.group.uses)
