"""What blocks inside of a function that became async moves to its async form or to a thread.

A `def` endpoint runs in FastAPI's thread pool; as `async def` it runs in the event loop, where a blocking call stops
every other request: https://fastapi.tiangolo.com/async/#very-technical-details
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.event_loop.blocking_calls import BlockingCalls
from aiolift.analysis.event_loop.main_blocks import is_main_block
from aiolift.migrate.entries.main_block import only_call
from aiolift.migrate.entries.offload import to_thread
from aiolift.program.fixtures import is_fixture, is_test

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.knowledge.blocking import Blocking
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context

RULE = "blocking-call"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a blocking call makes no function async."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Move the blocking calls of functions that became async out of the event loop."""
    calls = BlockingCalls(context.model)
    tests = {
        function.module for function in context.model.program.functions if is_test(function) or is_fixture(function)
    }
    loopless = {block for block in context.colour.causes if is_main_block(block.node) and only_call(context, block)}
    for site in context.model.sites:
        if site.module in tests or not context.colour.changes(site.function) or _is_taken(context, site):
            continue
        if site.function in loopless:
            continue
        kind = calls.direct(site)
        if kind is not None and kind.inline:
            if not calls.hands_over_database(site):
                _move(context, site, kind)
            continue
        kind = calls.through(site)
        if kind is None or any(target in context.colour for target in site.targets):
            continue
        if calls.hands_over_database(site) or any(calls.uses_database(target) for target in site.targets):
            name = site.targets[0].name
            context.note(
                f"{name}() {kind.why} in the event loop, and uses a session, which no other thread may: "
                f"split it, and move what blocks to a thread with asyncio.to_thread",
                site.module,
                site.node,
            )
        else:
            _move(context, site, kind)


def _is_taken(context: Context, site: Site) -> bool:
    """Whether a call is awaited already, by the program or by another rule, or cannot be: it is all of a lambda."""
    parent = site.module.parents.get(site.node)
    return site.node in context.owners or context.is_awaited(site.node) or isinstance(parent, ast.Await | ast.Lambda)


def _move(context: Context, site: Site, kind: Blocking) -> None:
    module, node = site.module, site.node
    imports = context.imports(module)
    if kind.async_form is not None and not site.targets:
        source, name = kind.async_form
        context.await_(module, node, RULE, kind.why)
        if isinstance(node.func, ast.Attribute):
            imports.replaced(node.func.value)
        else:
            imports.replaced(node.func)
        context.replace_node(module, node.func, f"{imports.need_module(source)}.{name}", RULE, kind.why)
        return
    to_thread(context, module, node, RULE, kind.why)
