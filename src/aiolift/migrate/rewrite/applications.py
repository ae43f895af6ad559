"""`map`, `filter`, `sorted`, `max` and `min` with a function that became async become comprehensions that await it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.applications import Application, application

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context

RULE = "apply-async"
_WHY = "a builtin does not await the function that it is given"
_PAIR = "pair"
_LIST = "builtins.list"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: these calls await because of what they apply."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Write the comprehensions, the inner ones first."""
    for site in reversed(context.model.sites):
        found = application(context.model, site)
        if found is None or not context.can_await(site.function):
            continue
        if any(context.colour.changes(function) for function in found.functions):
            _rewrite(context, found)


def _rewrite(context: Context, found: Application) -> None:
    module, node = found.site.module, found.site.node
    item, applied = _applied(context, found)
    items = context.take(module, module.start(found.items), module.end(found.items))
    if isinstance(found.items, ast.IfExp | ast.Lambda):
        items = f"({items})"
    if found.name == "map":
        text = f"[{applied} for {item} in {items}]"
    elif found.name == "filter":
        text = f"[{item} for {item} in {items} if {applied}]"
    else:
        pairs = f"[({applied}, {item}) for {item} in {items}], key=lambda {_PAIR}: {_PAIR}[0]"
        if found.name == "sorted":
            rest = "".join(
                f", {context.take(module, module.start(keyword), module.end(keyword))}"
                for keyword in node.keywords
                if keyword.arg != "key"
            )
            text = f"[{_PAIR}[1] for {_PAIR} in sorted({pairs}{rest})]"
        else:
            text = f"{found.name}({pairs})[1]"
    outer = module.parents.get(node)
    if found.name in {"map", "filter", "sorted"} and isinstance(outer, ast.Call) and outer.args == [node]:
        site = context.model.site(outer)
        if site is not None and site.externals == (_LIST,) and not outer.keywords:
            node = outer
    context.take(module, module.start(node), module.end(node))
    context.replace_node(module, node, text, RULE, _WHY)


def _applied(context: Context, found: Application) -> tuple[str, str]:
    """Return the name of an item, and the expression that awaits the function for it."""
    module, function = found.site.module, found.applied
    if not isinstance(function, ast.Lambda):
        name = context.take(module, module.start(function), module.end(function))
        return "item", f"await {name}(item)"
    body = context.take(module, module.start(function.body), module.end(function.body))
    if context.is_awaited(function.body):  # the lambda gave the coroutine to its caller
        body = f"await {body}"
    if isinstance(function.body, ast.IfExp | ast.Tuple | ast.NamedExpr | ast.Lambda):
        body = f"({body})" if not body.startswith("(") else body
    return function.args.args[0].arg, body
