"""Functions that a pool of threads or processes runs for a caller who waits for the end of them."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function

_POOLS = ("Executor", "Pool")
#: What is waited for by whoever calls it, or goes through what it gives.
_RUN = frozenset({"map", "starmap", "imap", "imap_unordered", "apply"})
#: What goes on at once.
_START = frozenset({"submit", "apply_async", "map_async", "starmap_async"})
_WAITING = (
    ".result",
    ".as_completed",
    "futures.wait",
    "_async().get",
    "_async().wait",
    "Pool.join",
    "Executor.shutdown",
)


def pooled(model: Model) -> dict[Function, list[Site]]:
    """Return the functions that are given to a pool, with the calls that give them, whose caller waits."""
    found: dict[Function, list[Site]] = defaultdict(list)
    for site in model.naming(_gives):
        if site.node.args and (_method(site) in _RUN or _waits(model, site)):
            for value in model.values(site.node.args[0]):
                if isinstance(value, FunctionValue):
                    found[value.function].append(site)
    return found


def _gives(name: str) -> bool:
    owner, _, method = name.rpartition(".")
    return method in _RUN | _START and owner.removesuffix("()").endswith(_POOLS)


def _method(site: Site) -> str:
    return site.node.func.attr if isinstance(site.node.func, ast.Attribute) else ""


def _waits(model: Model, site: Site) -> bool:
    """Whether a pool that has started something ends in the same function, or a result is asked for there."""
    for node in site.module.ancestors(site.node):
        if isinstance(node, ast.With) and any(
            str(value.cls).endswith(_POOLS) for item in node.items for value in model.instances(item.context_expr)
        ):
            return True
    others = model.calls_in.get(site.function, ()) if site.function is not None else ()
    return any(name.endswith(_WAITING) for other in others for name in other.externals)
