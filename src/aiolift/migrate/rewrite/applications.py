"""`map`, `filter`, `sorted`, `.sort`, `max` and `min` of a function that became async become comprehensions."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting.applications import Application, application

if TYPE_CHECKING:
    from aiolift.analysis.model import Site
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "apply-async"
_WHY = "a builtin does not await the function that it is given"
_PAIR = "pair"
_LIST = "builtins.list"


def find(context: Context) -> dict[Module, dict[ast.expr, Application]]:
    """Return the calls that apply a function which became async, by their modules."""
    calls: dict[Module, dict[ast.expr, Application]] = defaultdict(dict)
    for site in context.model.sites:
        if (found := applied(context, site)) is not None:
            calls[site.module][site.node] = found
    return calls


def applied(context: Context, site: Site) -> Application | None:
    """Return a call as one that applies a function which became async, or None."""
    found = application(context.model, site)
    if found is None or not context.can_await(site.function):
        return None
    return found if any(context.colour.changes(function) for function in found.functions) else None


def parts(context: Context, found: Application, word: str) -> tuple[str, str]:
    """Return the item of `map` or `filter` and the clauses behind it, as a comprehension has them."""
    item, applied = _applied(context, found)
    clauses = f"{word} {item} in {_items(context, found)}"
    return (applied, clauses) if found.name == "map" else (item, f"{clauses} if {applied}")


def _items(context: Context, found: Application) -> str:
    module = found.site.module
    items = context.take(module, module.start(found.items), module.end(found.items))
    return f"({items})" if isinstance(found.items, ast.IfExp | ast.Lambda) else items


def write(context: Context, found: Application, word: str, *, lazy: bool) -> None:
    """Write a comprehension, what is inside of it having been written.

    :param word: `for` or `async for`, as its items are.
    :param lazy: an async generator, not a list.
    """
    module, node = found.site.module, found.site.node
    outer = module.parents.get(node)
    if found.name in {"map", "filter"}:
        item, clauses = parts(context, found, word)
        alone = lazy and isinstance(outer, ast.Call) and [*outer.args, *outer.keywords] == [node]
        text = f"{item} {clauses}" if alone else f"({item} {clauses})" if lazy else f"[{item} {clauses}]"
    else:
        item, applied = _applied(context, found)
        items = _items(context, found)
        pairs = f"[({applied}, {item}) {word} {item} in {items}], key=lambda {_PAIR}: {_PAIR}[0]"
        if found.name in {"sorted", "sort"}:
            rest = "".join(
                f", {context.take(module, module.start(keyword), module.end(keyword))}"
                for keyword in node.keywords
                if keyword.arg != "key"
            )
            text = f"[{_PAIR}[1] for {_PAIR} in sorted({pairs}{rest})]"
            text = f"{items}[:] = {text}" if found.name == "sort" else text
        else:
            text = f"{found.name}({pairs})[1]"
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
