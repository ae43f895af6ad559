"""What has no form with select: the query stays, inside of `run_sync`, or a marker says what a person must decide."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate import blocks
from aiolift.migrate.rewrite.query.asking import binds
from aiolift.migrate.rewrite.query.building import RULE

if TYPE_CHECKING:
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.query.decide import Decision


def run_sync(context: Context, decision: Decision) -> None:
    """Put the one expression that a query lives in into a lambda, with the sync session as its parameter."""
    origin, node = decision.group.origins[0], decision.in_lambda
    module = origin.module
    assert node is not None
    text = module.segment(origin.session)
    name = blocks.unused_name(context, module, node, "session", "sync_session")
    word = "(await " if binds(module, node) else "await "
    context.awaited(node)
    context.insert(module, module.start(node), f"{word}{text}.run_sync(lambda {name}: ", RULE, decision.reason or "")
    for inner in ast.walk(node):
        if inner in context.model.queries.origins:
            session = context.model.queries.origins[inner].session
            if module.segment(session) == text and text != name:
                context.replace_node(module, session, name, RULE)
    context.insert(module, module.end(node), "))" if word.startswith("(") else ")", RULE)


def mark(context: Context, decision: Decision) -> None:
    """Leave a marker where each query begins."""
    for origin in decision.group.origins:
        context.mark(
            origin.module,
            origin.node,
            "AL915",
            f"Query without a 2.0 form: {decision.reason}",
            "write it with `select`, or call it through `session.run_sync`",
        )
