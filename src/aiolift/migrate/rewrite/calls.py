"""Calls of functions that became async are awaited."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate import blocks
from aiolift.program.values import ClassValue, External

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context

RULE = "await-call"
SOME = "await-some"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: these calls are async because of what they call."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Await each call of a coloured function where an await can stand."""
    for site in context.model.sites:
        if not site.targets or site.node in context.owners:
            continue
        if not context.colour.awaited(site) or not context.can_await(site.function):
            continue
        if _gives_plain(context, site):
            _await_some(context, site)
            continue
        names = ", ".join(target.name for target in site.targets)
        context.await_(site.module, site.node, RULE, f"{names} is async now")


def _gives_plain(context: Context, site: Site) -> bool:
    """Whether a call may be of a class or a builtin too, which gives nothing to await: `{"all": show, "n": int}`."""
    values = context.model.values(site.node.func)
    if any(target.name == "__init__" for target in site.targets if context.colour.changes(target)):
        return False
    if isinstance(site.module.parents[site.node], ast.Lambda | ast.Await | ast.comprehension):
        return False  # no name can be given there
    return any(
        isinstance(value, ClassValue) or (isinstance(value, External) and value.name.startswith("builtins."))
        for value in values
    )


def _await_some(context: Context, site: Site) -> None:
    """Await what can be awaited, and take the rest as it is."""
    module, node = site.module, site.node
    name = blocks.unused_name(context, module, node, "given", "made")
    asks = context.imports(module).need("inspect", "isawaitable")
    context.awaited(node)
    why = "some of what is called here is async now, and some is not"
    context.wrap(module, node, f"(await {name} if {asks}({name} := ", f") else {name})", SOME, why)
