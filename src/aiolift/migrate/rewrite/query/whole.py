"""`get`, `update` and `delete`: of an object by its key, and of every object that meets the criteria."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.statements.queries import extensions
from aiolift.migrate.rewrite.query import layout
from aiolift.migrate.rewrite.query.asking import begin, binds, span_of
from aiolift.migrate.rewrite.query.building import RULE
from aiolift.migrate.rewrite.query.decide import inline_origin
from aiolift.migrate.rewrite.query.forms import Form, source_of
from aiolift.migrate.rewrite.query.spelling import spelled

if TYPE_CHECKING:
    from aiolift.analysis.statements.queries import Use
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.query.decide import Decision


def get(context: Context, use: Use) -> None:
    """`session.query(User).get(1)` becomes `await session.get(User, 1)`."""
    module, node = use.module, use.node
    origin = inline_origin(context.model, use)
    assert origin is not None
    assert isinstance(node, ast.Call)
    context.awaited(node)
    context.open(module, node, "(await " if binds(module, node) else "await ", RULE, "does I/O")
    if isinstance(origin.node, ast.Call):
        context.replace(module, module.end(origin.session), module.end(origin.node.func), ".get", RULE)
    else:
        context.open(module, origin.node.value, f"{origin.session_text}.get(", RULE)
    last, separator = origin.asked[-1], ", "
    for call in extensions(use):
        context.replace(module, module.end(last), module.start(call.args[0]), ", options=[", RULE)
        last, separator = call.args[-1], "], ident="
    context.replace(module, module.end(last), module.start(node.args[0]), separator, RULE)
    if binds(module, node):
        context.close(module, node, ")", RULE)


def change(context: Context, decision: Decision, use: Use) -> None:
    """`query.update(…)` and `query.delete()` become statements of their own that the session executes."""
    module, node = use.module, use.node
    assert isinstance(node, ast.Call)
    source = source_of(context, decision)
    origin = inline_origin(context.model, use)
    word = ""
    if origin is not None or decision.statement == "select":
        word = spelled(context, module, node, "sqlalchemy", use.name)
    used = not isinstance(module.parents.get(node), ast.Expr)
    openers = ("exec(" if source == "sqlmodel" else "execute(",)
    end = span_of(use).end
    if origin is None and decision.statement == "select":
        began = next(iter(use.origins))
        openers = (f"{openers[0]}{word}({module.segment(began.asked[0])}).where(",)
        context.insert(module, end, ".whereclause)", RULE, "the criteria of the query")
    form = Form(openers, word, after=".rowcount" if used else "")
    context.awaited(node)
    bare = not node.args and not node.keywords
    _arguments(context, use, end)
    inner = end if bare else module.end(node)
    if origin is not None and layout.spread(context, use, origin, form, inner):
        return
    begin(context, decision, use, origin, form, parentheses=used)
    closing = "))" if used else ")"
    if bare:
        context.replace(module, end, module.end(node), closing + form.after, RULE)
    else:
        context.close(module, node, closing + form.after, RULE)


def _arguments(context: Context, use: Use, end: int) -> None:
    """Write the values with `values`, and how the session's objects follow as an execution option."""
    module, node = use.module, use.node
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Attribute)
    name_end = module.end(node.func)
    given: list[tuple[str, ast.expr, int]] = []
    order = ["values", "synchronize_session"] if use.name == "update" else ["synchronize_session"]
    for name, argument in zip(order, node.args, strict=False):
        given.append((name, argument, module.start(argument)))
    given += [(keyword.arg or "", keyword.value, module.start(keyword)) for keyword in node.keywords]
    previous: ast.expr | None = None
    for name, argument, start in given:
        method = "values(" if name == "values" else "execution_options(synchronize_session="
        if previous is None:
            opening = next(token for token in module.between(name_end, module.end(node)) if token.text == "(")
            context.replace(module, name_end - len(use.name), opening.end, method, RULE)
            if module.text[start : module.start(argument)]:
                context.replace(module, start, module.start(argument), "", RULE)
        else:
            _separate(context, use, previous, argument, method)
        previous = argument


def _separate(context: Context, use: Use, previous: ast.expr, argument: ast.expr, method: str) -> None:
    """Write two arguments as those of two calls; the lines of the first one stay."""
    module, end = use.module, use.module.end(use.node) - 1
    before = module.text[module.end(previous) : module.start(argument)]
    after = module.text[module.end(argument) : end]
    lines = after.rpartition("\n")
    if "\n" in before and lines[1] and not lines[2].strip() and "#" not in before + after:
        lead = f"{module.file.newline}{lines[2]}"
        context.replace(module, module.end(previous), module.start(argument), f"{lead}).{method}", RULE)
        context.replace(module, module.end(argument), end, "", RULE)
    else:
        context.replace(module, module.end(previous), module.start(argument), f").{method}", RULE)
