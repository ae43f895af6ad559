"""`if __name__ == "__main__":` starts the loop: `asyncio.run(main())`, or its whole body as an `async def main()`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.event_loop.main_blocks import is_main_block
from aiolift.migrate import blocks
from aiolift.program.entities import Comprehension

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

RULE = "main-block"
_REPEATING = ast.For | ast.While | ast.With | Comprehension
_WHY = "the event loop starts here"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a block is async because of what it calls."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Start the event loop once in each block that awaits."""
    for block in context.colour.causes:
        if not is_main_block(block.node):
            continue
        call = only_call(context, block)
        if call is not None:
            context.owners[call] = RULE
            run = f"{context.imports(block.module).need_module('asyncio')}.run"
            context.wrap(block.module, call, f"{run}(", ")", RULE, _WHY)
        else:
            _own_function(context, block)


def only_call(context: Context, block: Function) -> ast.Call | None:
    """Return the one call of an async function, where nothing else in the block needs the event loop.

    The loop runs for that call alone: the block around it stays sync.
    """
    if any(seed.function is block for seed in context.colour.seeds):
        return None
    calls = (context.model.site(node) for node in ast.walk(block.node) if isinstance(node, ast.Call))
    sites = [site for site in calls if site is not None and site.function is block]
    awaited = [site for site in sites if context.colour.awaited(site)]
    if len(awaited) != 1 or any(_runs_a_loop(site) for site in sites):
        return None
    module, call = block.module, awaited[0].node
    repeated = any(isinstance(outer, _REPEATING) for outer in module.ancestors(call))
    consumes = any(isinstance(node, ast.expr) and context.colour.consumes(node) for node in ast.walk(block.node))
    return None if repeated or consumes else call


def _runs_a_loop(site: Site) -> bool:
    return any(name in {"asyncio.run", "anyio.run"} or name.endswith(".run_until_complete") for name in site.externals)


def _own_function(context: Context, block: Function) -> None:
    """Make the body an `async def`, and start it from a new block below."""
    module, node = block.module, block.node
    assert isinstance(node, ast.If)
    name = blocks.unused_name(context, module, node, "main", "run_main", "main_async")
    colon = next(
        token for token in module.between(module.end(node.test), module.start(node.body[0])) if token.text == ":"
    )
    header = module.text[module.start(node) : colon.end]
    newline, unit = module.file.newline, blocks.unit(module, node.body[0])
    shared = _shared(context, module, node)
    keep = f"{newline}{unit}global {', '.join(shared)}" if shared else ""
    context.replace(module, module.start(node), colon.end, f"async def {name}():{keep}", RULE, "its body awaits")
    run = f"{context.imports(module).need_module('asyncio')}.run({name}())"
    context.insert(module, blocks.line_end(module, node), f"{newline * 3}{header}{newline}{unit}{run}", RULE, _WHY)


def _shared(context: Context, module: Module, block: ast.If) -> list[str]:
    """Return the names that the block binds and other code of the module uses: they stay names of the module."""
    bound, inside = set(_bound(block.body)), set(ast.walk(block))
    top = context.model.program.scopes[module.tree]
    return sorted({
        node.id
        for node in module.parents
        if isinstance(node, ast.Name)
        and node.id in bound
        and node not in inside
        and context.model.scope(module, node).holder(node.id) is top
    })  # fmt: skip


def _bound(body: list[ast.stmt]) -> Iterator[str]:
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | Comprehension):
            waiting += ast.iter_child_nodes(node)
