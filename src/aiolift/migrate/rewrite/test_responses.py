"""The response of `client.stream(…)`: what reads it is awaited, what iterates over it is an async loop.

https://www.python-httpx.org/async/#streaming-responses
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiolift.analysis.model import Site
    from aiolift.migrate.context import Context

_ITERATES = {"iter_lines", "iter_text", "iter_bytes", "iter_raw"}
_AWAITS = {"read", "close"}


def streamed(context: Context, site: Site, rule: str) -> None:
    """Write the async form of a method of a streamed response: `aiter_lines`, `aread`."""
    called, module = site.node.func, site.module
    if not isinstance(called, ast.Attribute) or not context.can_await(site.function):
        return
    end = module.end(called)
    if called.attr in _AWAITS:
        context.replace(module, end - len(called.attr), end, f"a{called.attr}", rule)
        context.await_(module, site.node, rule)
        return
    if called.attr not in _ITERATES:
        return
    loop = module.parents.get(site.node)
    if isinstance(loop, ast.For) and loop.iter is site.node:
        context.insert(module, module.start(loop), "async ", rule)
    elif isinstance(loop, ast.comprehension) and loop.iter is site.node:
        start = module.start(loop.target)
        word = [token for token in module.between(0, start) if token.text == "for"][-1]
        context.insert(module, word.start, "async ", rule)
    elif isinstance(loop, ast.Call) and module.segment(loop.func) == "list":  # list(x) has no async form
        context.replace(module, module.start(loop), module.start(site.node), "[part async for part in ", rule)
        context.replace(module, module.end(site.node), module.end(loop), "]", rule)
    else:
        context.note("a streamed response is iterated over in a way that has no async form", module, site.node)
        return
    context.replace(module, end - len(called.attr), end, f"a{called.attr}", rule)
