"""`ExitStack` becomes `AsyncExitStack` where what it enters or calls is async; `closing` over a session is left out.

https://docs.python.org/3/library/contextlib.html#contextlib.AsyncExitStack
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.uses import Uses
from aiolift.knowledge.database import CONNECTION, SESSIONS, Does, does
from aiolift.migrate.colour import Seed
from aiolift.migrate.rewrite import with_blocks
from aiolift.program.values import External, FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "async-exit-stack"
_STACK = "contextlib.ExitStack"
_CLOSING = "contextlib.closing"
_WHY = "what it ends with does I/O"
_ASYNC = {"enter_context": "enter_async_context", "callback": "push_async_callback", "close": "aclose"}
_CLOSED = SESSIONS | {CONNECTION}


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the calls that have a stack close a session or call a method that does I/O, and `closing` over one."""
    for site in model.naming({_CLOSING, f"{_STACK}.enter_context", f"{_STACK}.callback"}):
        given = site.node.args[:1]
        if f"{_STACK}.callback" in site.externals:
            found = any(
                isinstance(value, External) and does(value.name) is Does.AWAIT
                for part in given
                for value in model.values(part)
            )
        elif _CLOSING in site.externals:
            entered = isinstance(site.module.parents.get(site.node), ast.withitem)
            found = entered and any(model.kinds(part) & _CLOSED for part in given)
        else:
            found = any(with_blocks.does_io(model, part) for part in given)
        if found:
            yield Seed(site.module, site.node, site.function, RULE)


def rewrite(context: Context) -> None:
    """Write the async form of each."""
    uses = Uses(context.model)
    for module in context.model.program.modules:
        for block in module.nodes(ast.With):
            for item in block.items:
                site = context.model.site(item.context_expr) if isinstance(item.context_expr, ast.Call) else None
                if site is None or not context.can_await(site.function):
                    continue
                if _CLOSING in site.externals and context.owners.get(site.node) == RULE:
                    _unwrap(context, site)
                elif _STACK in site.externals and isinstance(item.optional_vars, ast.Name):
                    _stack(context, site, item.optional_vars, uses)


def _unwrap(context: Context, site: Site) -> None:
    """The end of a session's own block closes it."""
    module, node, inner = site.module, site.node, site.node.args[0]
    context.imports(module).replaced(node.func)
    context.replace(module, module.start(node), module.start(inner), "", RULE, "its own block closes it")
    context.replace(module, module.end(inner), module.end(node), "", RULE)
    context.async_entered.add(node)


def _stack(context: Context, made: Site, name: ast.Name, uses: Uses) -> None:
    module = made.module
    holder = uses.holder(module, name, name.id)
    reads = uses.of_name(module, holder, name.id) if holder is not None else []
    calls = [_called(module, read) for read in reads]
    changed = [call for call in calls if call is not None and _becomes_async(context, module, call)]
    if not changed or None in calls:
        return
    changed += [call for call in calls if call is not None and call.func.attr == "close"]  # type: ignore[attr-defined]
    func = made.node.func
    if isinstance(func, ast.Attribute):
        context.replace(module, module.end(func) - len(func.attr), module.end(func), "AsyncExitStack", RULE, _WHY)
    else:
        context.rename(module, func, "contextlib", "AsyncExitStack", RULE, _WHY)
    context.async_entered.add(made.node)
    for call in changed:
        method = call.func
        assert isinstance(method, ast.Attribute)
        end = module.end(method)
        context.replace(module, end - len(method.attr), end, _ASYNC[method.attr], RULE, _WHY)
        if method.attr != "callback":
            context.await_(module, call, RULE, _WHY)


def _called(module: Module, read: ast.Name) -> ast.Call | None:
    """Return the call of a method that both kinds of stacks have; None for any other use."""
    method = module.parents.get(read)
    call = module.parents.get(method) if method is not None else None
    known = isinstance(method, ast.Attribute) and method.attr in {*_ASYNC, "push", "pop_all"}
    return call if known and isinstance(call, ast.Call) and call.func is method else None


def _becomes_async(context: Context, module: Module, call: ast.Call) -> bool:
    if not call.args or call.func.attr not in {"enter_context", "callback"}:  # type: ignore[attr-defined]
        return False
    if context.owners.get(call) == RULE:
        return True
    if call.func.attr == "enter_context":  # type: ignore[attr-defined]
        return with_blocks.is_async(context, module, call.args[0])
    values = context.model.values(call.args[0])
    return any(isinstance(value, FunctionValue) and context.colour.changes(value.function) for value in values)
