"""The parts of a query that ask for nothing: `session.query(…)` becomes `select(…)`, its methods a select's."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.statements.queries import Does
from aiolift.knowledge import query as knows

if TYPE_CHECKING:
    from aiolift.analysis.statements.queries import Origin, Use
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.query.decide import Decision

RULE = "legacy-query"
_WHY = "an AsyncSession has no query()"


def begin(context: Context, origin: Origin, name: str) -> None:
    """Write `select(…)` where a query begins that is asked for elsewhere."""
    module, node = origin.module, origin.node
    if isinstance(node, ast.Call):
        context.replace(module, module.start(node), module.end(node.func), name, RULE, _WHY)
    else:
        enclose(context, origin, f"{name}(")


def lead(context: Context, origin: Origin, text: str) -> None:
    """Write what calls a statement in the place of `query`: of the session that stands there, or of a class's query."""
    module, node = origin.module, origin.node
    if isinstance(node, ast.Call):
        context.replace(module, module.end(origin.session), module.end(node.func), text, RULE)
    else:
        enclose(context, origin, f"{origin.session_text}{text}(")


def enclose(context: Context, origin: Origin, text: str) -> None:
    """Write `select(Post)` for `Post.query`."""
    module, node = origin.module, origin.node
    assert isinstance(node, ast.Attribute)
    context.open(module, node.value, text, RULE, _WHY)
    context.replace(module, module.end(node.value), module.end(node), ")", RULE)


def extend(context: Context, use: Use, decision: Decision) -> None:
    """Give a method or attribute the name that a select has for it."""
    module, node = use.module, use.node
    if use.does is Does.READ:
        if use.name == "statement":
            context.replace(module, module.end(use.query), module.end(node), "", RULE, "a select is the statement")
        return
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.value is not use.query:
        return
    end = module.end(node.func)
    start = end - len(use.name)
    renamed = knows.RENAMED.get(use.name) or knows.PARTS.get(use.name)
    if use.name in knows.DROPPED or (use.name == "yield_per" and not decision.streams):
        context.replace(module, module.end(use.query), module.end(node), "", RULE, "says nothing to a select")
    elif use.name in knows.OPTIONS:
        context.replace(module, start, end, "execution_options", RULE, "an option of the execution")
        if node.args:
            context.insert(module, module.start(node.args[0]), f"{use.name}=", RULE)
        else:
            context.insert(module, module.end(node) - 1, f"{use.name}={knows.OPTIONS[use.name]}", RULE)
    elif renamed and renamed != use.name:
        context.replace(module, start, end, renamed, RULE, "a select's name for it")
