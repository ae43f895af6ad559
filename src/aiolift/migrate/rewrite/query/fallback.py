"""What has no form with select: the query stays, inside of `run_sync`, or a marker says what a person must decide."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.sessions.registries import current
from aiolift.analysis.statements.queries import Does
from aiolift.migrate import blocks
from aiolift.migrate.rewrite.query.asking import binds, span_of, whole_of
from aiolift.migrate.rewrite.query.building import RULE, enclose
from aiolift.migrate.rewrite.query.decide import runs
from aiolift.migrate.rewrite.query.spelling import spelled

if TYPE_CHECKING:
    from aiolift.analysis.statements.queries import Origin
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.query.decide import Decision


def run_sync(context: Context, decision: Decision) -> set[Origin]:
    """Put the expression that a query lives in into a lambda of the sync session; return the queries in there."""
    origin, node = decision.group.origins[0], decision.in_lambda
    module = origin.module
    assert node is not None
    text = origin.session_text
    asked = current(context.model, origin.session, text)
    name = blocks.unused_name(context, module, node, "session", "sync_session")
    word = "(await " if binds(module, node) else "await "
    context.awaited(node)
    closing = "))" if word.startswith("(") else ")"
    opening = f"{word}{asked}.run_sync(lambda {name}: "
    parent = module.parents[node]
    if (
        isinstance(parent, ast.For | ast.comprehension) and parent.iter is node
    ):  # it may be a Query, which asks when read
        opening, closing = f"{opening}list(", f"){closing}"
    context.open(module, node, opening, RULE, decision.reason or "")
    origins = context.model.queries.origins
    inside = {origins[inner] for inner in ast.walk(node) if inner in origins}
    for began in sorted(inside, key=lambda began: module.start(began.node)):
        if isinstance(began.node, ast.Attribute):
            enclose(context, began, f"{name}.query(")
        elif began.session_text == text and text != name:
            context.replace_node(module, began.session, name, RULE)
    context.close(module, node, closing, RULE)
    return inside


def gives_coroutine(context: Context, decision: Decision) -> str | None:
    """Return the method behind an unknown one of a query that may be one which is async now."""
    node = decision.in_lambda
    methods = {function.name for function in context.colour.causes if function.owner is not None}
    asked = {use.node for use in decision.group.uses}
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node not in asked:
        if node.func.attr in methods:
            return node.func.attr
        node = node.func.value
    return None


def stay(context: Context, decision: Decision) -> bool:
    """Keep a query a Query, made without a session, and run it inside of `run_sync`; return whether it can be."""
    running = [use for use in decision.group.uses if runs(use)]
    if any(_awaits(context, use.node) for use in running):
        return False
    for origin in decision.group.origins:
        module, node = origin.module, origin.node
        query = spelled(context, module, node, "sqlalchemy.orm", "Query")
        if isinstance(node, ast.Attribute):
            enclose(context, origin, f"{query}(")
            continue
        opening = next(token for token in module.between(module.end(node.func), module.end(node)) if token.text == "(")
        context.replace(module, module.start(node), opening.end, f"{query}([", RULE, "the session comes when it runs")
        context.insert(module, module.end(node) - 1, "]", RULE)
    for use in running:
        module, span = use.module, span_of(use)
        name = blocks.unused_name(context, module, use.node, "session", "sync_session")
        word = "(await " if binds(module, use.node) else "await "
        rows = ".all()" if use.does is Does.ITERATE else ""
        context.awaited(use.node)
        whole = whole_of(use)
        session = current(context.model, decision.group.origins[0].session, decision.sessions[use])
        context.open(module, whole, f"{word}{session}.run_sync(lambda {name}: ", RULE, decision.reason or "")
        given = f".with_session({name}){rows}"
        if span.end == span.outer:
            context.close(module, whole, given, RULE)
        else:
            context.insert(module, span.end, given, RULE)
        context.close(module, whole, "))" if word.startswith("(") else ")", RULE)
    return True


def _awaits(context: Context, node: ast.AST) -> bool:
    """Whether something inside of an expression has to be awaited, which a lambda cannot do."""
    for inner in ast.walk(node):
        site = context.model.site(inner) if isinstance(inner, ast.Call) else None
        if site is not None and (context.colour.awaited(site) or (inner is not node and inner in context.owners)):
            return True
    return False


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
