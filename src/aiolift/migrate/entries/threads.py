"""A thread that a function starts and joins becomes a task of its event loop: `asyncio.create_task(f(x))`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.event_loop.threads import joined
from aiolift.migrate import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context

RULE = "thread-to-task"
_WHY = "what the thread ran is async now; a task shares the event loop and its connections"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a thread matters because of what it runs."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Create the task where the thread was made, and await it where it was joined."""
    for thread in joined(context.model):
        site = thread.site
        if not context.colour.changes(thread.function) or not context.can_await(site.function):
            continue
        module = site.module
        for node in ast.walk(site.node.func):
            context.imports(module).replaced(node)
        parts = [
            f"{name}={module.segment(value)}" if name else module.segment(value) for name, value in thread.arguments
        ]
        call = f"{module.segment(thread.target)}({', '.join(parts)})"
        asyncio = context.imports(module).need_module("asyncio")
        context.replace_node(module, site.node, f"{asyncio}.create_task({call})", RULE, _WHY)
        blocks.remove(context, module, thread.start, RULE, "a task starts by itself")
        for statement in thread.joins:
            assert isinstance(statement.value, ast.Call)
            assert isinstance(statement.value.func, ast.Attribute)
            name = module.segment(statement.value.func.value)
            context.replace_node(module, statement, f"await {name}", RULE, _WHY)
