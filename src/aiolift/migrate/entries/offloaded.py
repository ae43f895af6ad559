"""`await asyncio.to_thread(f, x)` and its like become `await f(x)` where `f` is async now: it blocks no thread."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge import callbacks
from aiolift.migrate import blocks
from aiolift.program.values import Cell, External, FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module
    from aiolift.program.values import Value

RULE = "offloaded-call"
_WHY = "what ran in a thread is async now"
_PARTIAL = "functools.partial"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: the call gives something to await before and after."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Call the function itself; the loop that was asked for an executor goes where nothing else needs it."""
    for site in context.model.naming(callbacks.OFFLOADED):
        if len(site.node.args) == 1 and _is_async(context, site.node.args[0]):
            _unwrap(context, site)
    loops: dict[ast.Name, None] = {}
    for site in context.model.naming(lambda name: callbacks.offloads(name) is not None):
        position = next((found for name in site.externals if (found := callbacks.offloads(name)) is not None), None)
        if position is None or len(site.node.args) <= position:
            continue
        if _is_async(context, site.node.args[position]):
            _call_itself(context, site, position)
            for node in ast.walk(site.node.func):
                context.imports(site.module).replaced(node)
                if isinstance(node, ast.Name):
                    loops[node] = None
    removed: set[ast.stmt] = set()
    for name in loops:
        _remove_loop(context, name, loops, removed)


def _is_async(context: Context, callee: ast.expr) -> bool:
    """Whether calling an expression, or the function in its partial, gives a coroutine in the result."""
    found: set[Value] = set()
    for value in context.model.values(callee):
        if isinstance(value, Instance) and value.cls == _PARTIAL and value.of and not isinstance(value.of[0], Cell):
            found |= value.of[0]
        else:
            found.add(value)
    return bool(found) and all(
        isinstance(value, FunctionValue) and context.colour.changes(value.function) for value in found
    )


def _call_itself(context: Context, site: Site, position: int) -> None:
    module, node = site.module, site.node
    callee, rest = node.args[position], node.args[position + 1 :]
    if any("to_thread.run_sync" in name for name in site.externals):
        keywords: list[ast.keyword] = []  # the runner's own: a limiter, whether it may be abandoned
    else:
        keywords = node.keywords
    given: list[ast.AST] = [*rest, *keywords]
    task = _starts_at_once(context, site)
    before, after = (f"{task}(", ")") if task else ("", "")
    match callee:
        case ast.Lambda(body=body) if not given:
            start, end = module.start(body), module.end(body)
            context.replace(module, module.start(node), start, before, RULE, _WHY)
            context.replace(module, end, module.end(node), after, RULE, _WHY)
            return
        case ast.Call(func=func, args=[inner, *others]) if not given and _is_partial(context, func):
            parts: list[ast.AST] = [*others, *callee.keywords]
            for reference in ast.walk(func):
                context.imports(module).replaced(reference)
        case _:
            inner, parts = callee, given
    _write(context, module, node, inner, parts, before, after)


def _unwrap(context: Context, site: Site) -> None:
    """`asyncify(f)` is `f`, which whoever called the wrapper awaits."""
    module, node = site.module, site.node
    inner = node.args[0]
    context.owners[module.parents[node]] = RULE
    opening, closing = ("(", ")") if isinstance(inner, ast.Lambda) else ("", "")
    for reference in ast.walk(node.func):
        context.imports(module).replaced(reference)
    context.replace(module, module.start(node), module.start(inner), opening, RULE, _WHY)
    context.replace(module, module.end(inner), module.end(node), closing, RULE, _WHY)


def _write(
    context: Context, module: Module, node: ast.Call, inner: ast.expr, parts: list[ast.AST], before: str, after: str
) -> None:
    """Write `inner(*parts)` in the place of a call, by edits between those that stay."""
    wrapped = isinstance(inner, ast.Lambda)
    opening, closing = ("(", ")(") if wrapped else ("", "(")
    context.replace(module, module.start(node), module.start(inner), before + opening, RULE, _WHY)
    last: ast.AST = inner
    if parts:
        context.replace(module, module.end(inner), module.start(parts[0]), closing, RULE, _WHY)
        last, closing = parts[-1], ""
    context.replace(module, module.end(last), module.end(node), f"{closing}){after}", RULE, _WHY)


def _is_partial(context: Context, func: ast.expr) -> bool:
    return any(isinstance(value, External) and value.name == _PARTIAL for value in context.model.values(func))


def _starts_at_once(context: Context, site: Site) -> str | None:
    """An executor starts before it is awaited: where the future is kept, a task does so too."""
    parent = site.module.parents.get(site.node)
    if isinstance(parent, ast.Await) or not any(name.endswith(".run_in_executor") for name in site.externals):
        return None
    return f"{context.imports(site.module).need_module('asyncio')}.ensure_future"


def _remove_loop(context: Context, name: ast.Name, replaced: Collection[ast.Name], removed: set[ast.stmt]) -> None:
    """Remove `loop = asyncio.get_running_loop()` where every use of the name went."""
    found = next((module for module in context.model.program.modules if name in module.parents), None)
    if found is None:
        return
    scope = context.model.scope(found, name)
    uses = [
        node
        for node in ast.walk(scope.node)
        if isinstance(node, ast.Name) and node.id == name.id and node not in replaced
    ]
    if len(uses) != 1:
        return
    statement = found.parents[uses[0]]
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call) or statement in removed:
        return
    if statement.targets == uses:
        removed.add(statement)
        for node in ast.walk(statement.value):
            context.imports(found).replaced(node)
        blocks.remove(context, found, statement, RULE, "nothing runs in an executor any more")
