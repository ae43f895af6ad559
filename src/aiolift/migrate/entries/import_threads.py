"""A module of the application creates tables, or calls an async function, at import: a loop in a thread runs that.

A server imports its application while its event loop runs, where `asyncio.run` is refused; pytest imports it outside of
any. In both the module's code goes on when the thread is done, as the sync code did. A database in memory is kept: its
one connection does not belong to a loop. Other connections are closed with the loop that opened them.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate import blocks
from aiolift.migrate.entries import run_async
from aiolift.migrate.rewrite import schema
from aiolift.program.fixtures import is_among_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Blocked, Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "thread-at-import"
_WHY = "nothing can be awaited while this module is imported, and a server imports it while its event loop runs"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: these calls are found when colours are settled."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Run each call in a thread, those that create tables as one function."""
    done: set[ast.stmt] = set()
    for place in context.bridges.threaded.values():
        module, statement = place.module, place.module.statement(place.node)
        context.owners[place.node] = RULE
        if place.callee is not None:
            _call(context, place)
        elif statement not in done:
            group = _group(context, module, statement)
            done.update(group)
            _tables(context, module, group)


def _group(context: Context, module: Module, statement: ast.stmt) -> list[ast.Expr]:
    """Return the statement with those right behind it that create tables as well."""
    siblings = module.siblings(statement)
    group: list[ast.Expr] = []
    for found in siblings[siblings.index(statement) :]:
        place = context.bridges.threaded.get(getattr(found, "value", found))
        if place is None or place.callee is not None or not isinstance(found, ast.Expr):
            break
        group.append(found)
    return group


def _tables(context: Context, module: Module, group: list[ast.Expr]) -> None:
    first, newline = group[0], module.file.newline
    name = blocks.unused_name(context, module, first, "create_tables")
    more = blocks.unit(module, first)
    lines = [f"async def {name}():"]
    end = schema.put_in_transactions(context, module, group, lines, more)
    for engine in schema.engines(module, group):
        made = context.bridges.globals.of(engine)
        if made is None or not made.in_memory:
            lines.append(f"{more}await {module.segment(engine)}.dispose()")
    threads, opened = _opened(context, module, first)
    asyncio = context.imports(module).need_module("asyncio")
    gap = ["", ""] if module.parents[first] is module.tree else [""]
    lines += [*gap, f"{opened}:", f"{more}{threads}.submit({asyncio}.run, {name}()).result()"]
    indent = module.indent(first)
    text = newline.join(f"{indent}{line}" if line and at else line for at, line in enumerate(lines))
    if module.parents[first] is module.tree:
        blocks.apart(context, module, first, None, RULE)
    context.replace(module, module.start(first), end, text, RULE, _WHY)


def _call(context: Context, place: Blocked) -> None:
    module, call = place.module, place.node
    assert isinstance(call, ast.Call)
    statement = module.statement(call)
    threads, opened = _opened(context, module, statement)
    blocks.put_inside(context, module, statement, statement, opened, RULE)
    if any(made.in_memory for made in context.bridges.globals if not is_among_tests(made.module)):
        asyncio = context.imports(module).need_module("asyncio")
        context.wrap(module, call, f"{threads}.submit({asyncio}.run, ", ").result()", RULE, _WHY)
        return
    helper = run_async.name_in(context, module)
    context.wrap(module, call.func, f"{threads}.submit({helper}(", ")", RULE, _WHY)
    bracket = module.text.index("(", module.end(call.func))
    context.replace(module, bracket, bracket + 1, ", " if call.args or call.keywords else "", RULE)
    context.insert(module, module.end(call), ".result()", RULE)


def _opened(context: Context, module: Module, statement: ast.stmt) -> tuple[str, str]:
    """Return a name for a pool of threads, and the head of the block that opens it."""
    executor = context.imports(module).need("concurrent.futures", "ThreadPoolExecutor")
    name = blocks.unused_name(context, module, statement, "threads", "executor")
    return name, f"with {executor}() as {name}"
