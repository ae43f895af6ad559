"""`asyncio.run(f())` inside of a function that is async now becomes `await f()`: the loop runs already."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "running-loop"
_WHY = "an event loop runs this function now"
#: Calls that run a coroutine to its end, by the end of their dotted name.
_OF_COROUTINE = ("asyncio.run", ".run_until_complete", "asyncio.Runner.run")
#: Calls that are given a coroutine function and its arguments.
_OF_FUNCTION = ("anyio.run", "anyio.from_thread.run")
_MADE = ("asyncio.new_event_loop", "asyncio.get_event_loop")
_MANAGED = ("asyncio.set_event_loop", ".close")


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: running a loop is no I/O of the database."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Await what was run, where the function became async; elsewhere it stays."""
    for site in context.model.sites:
        if site.targets or not context.colour.changes(site.function) or not site.node.args:
            continue
        if any(f".{name}".endswith(_OF_COROUTINE) for name in site.externals):
            _await_argument(context, site)
        elif any(f".{name}".endswith(_OF_FUNCTION) for name in site.externals):
            _await_call(context, site)


def _await_argument(context: Context, site: Site) -> None:
    """Write `await f()` for `asyncio.run(f())`, and take away the loop that was made for it."""
    module, node = site.module, site.node
    inner = node.args[0]
    loop = node.func.value if isinstance(node.func, ast.Attribute) else None
    for reference in ast.walk(node.func):
        context.imports(module).replaced(reference)
    context.await_(module, node, RULE, _WHY)
    context.replace(module, module.start(node), module.start(inner), "", RULE, _WHY)
    context.replace(module, module.end(inner), module.end(node), "", RULE, _WHY)
    context.awaited(inner)
    if isinstance(loop, ast.Name):
        _remove_loop(context, module, loop)


def _await_call(context: Context, site: Site) -> None:
    """Write `await f(x)` for `anyio.from_thread.run(f, x)`."""
    module, node = site.module, site.node
    function, *rest = node.args
    for reference in ast.walk(node.func):
        context.imports(module).replaced(reference)
    context.await_(module, node, RULE, _WHY)
    context.replace(module, module.start(node), module.start(function), "", RULE, _WHY)
    end = module.start(rest[0]) if rest else module.end(node)
    context.replace(module, module.end(function), end, "(" if rest else "()", RULE, _WHY)
    if rest:
        context.replace(module, module.end(rest[-1]), module.end(node), ")", RULE, _WHY)


def _remove_loop(context: Context, module: Module, loop: ast.Name) -> None:
    """Remove the statements that only make, set and close a loop that runs one coroutine."""
    scope = context.model.scope(module, loop)
    uses = [
        node for node in ast.walk(scope.node) if isinstance(node, ast.Name) and node.id == loop.id and node is not loop
    ]
    statements = {module.statement(node) for node in uses}
    if all(_manages(context, statement) for statement in statements):
        for statement in sorted(statements, key=lambda found: found.lineno):
            for node in ast.walk(statement):
                context.imports(module).replaced(node)
            blocks.remove(context, module, statement, RULE, _WHY)


def _manages(context: Context, statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(targets=[ast.Name()], value=ast.Call() as call):
            names = _MADE
        case ast.Expr(value=ast.Call() as call):
            names = _MANAGED
        case _:
            return False
    site = context.model.site(call)
    return site is not None and any(f".{name}".endswith(names) for name in site.externals)
