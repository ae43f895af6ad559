"""Async code calls what stays sync inside of the session's greenlet: `await session.run_sync(function, …)`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.sessions.registries import current
from aiolift.knowledge.database import QUERY
from aiolift.migrate import blocks
from aiolift.migrate.bridges.settle import RUN_SYNC
from aiolift.migrate.rewrite import readings
from aiolift.migrate.rewrite.readings import Reading
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

_WHY = "what it calls cannot await"
_LAZY = frozenset({"builtins.generator", "builtins.iterator", QUERY})
_READ_LATER = (
    "It asks the database when it is read, and it is read outside of `run_sync`, where nothing can wait for that."
)
_CALLED_LATER = "`run_sync` gives a function that asks the database when it is called, which is outside of `run_sync`."


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: the places are found when colours are settled."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Hand the session's sync side to the function."""
    side = context.bridges.side
    for inner, (module, attribute, holder) in side.inner.items():
        if holder is None or holder not in side.units:
            context.insert(
                module, module.end(inner), f".{attribute}", RUN_SYNC, "SQLAlchemy runs this with sync objects"
            )
    for site, session in side.run.items():
        if not context.can_await(site.function):
            continue
        listed = _is_lazy(context, site) and _is_read(context, site)
        is_first = bool(site.node.args) and site.node.args[0] is session and not isinstance(site.node.func, ast.Lambda)
        if is_first and not listed:
            _first(context, site, session)
        else:
            _anywhere(context, site, session, *(("list(", ")") if listed else ("", "")))


def _is_lazy(context: Context, site: Site) -> bool:
    """Whether a call gives what asks the database when it is read; mark a function that does when it is called."""
    module, units = site.module, context.bridges.side.units
    for value in context.model.values(site.node):
        if isinstance(value, FunctionValue) and value.function in units and site.function not in units:
            context.mark(module, site.node, "AL909", _CALLED_LATER)
    return any(value.cls in _LAZY for value in context.model.instances(site.node))


def _is_read(context: Context, site: Site) -> bool:
    """Whether an iterator is read where it is given, so that it can be a list; else it is marked."""
    module, node = site.module, site.node
    found = readings.reading(context, module, node)
    if found is Reading.ALL or isinstance(module.parents[node], ast.For):
        return found is Reading.ALL or readings.told(context, module, node)
    context.mark(module, node, "AL929", _READ_LATER)
    return False


def _first(context: Context, site: Site, session: ast.expr) -> None:
    """`f(session, x)` becomes `await session.run_sync(f, x)`."""
    module, node = site.module, site.node
    context.await_(module, node, RUN_SYNC, _WHY)
    context.open(module, node, f"{current(context.model, session, module.segment(session))}.run_sync(", RUN_SYNC, _WHY)
    others = [*node.args[1:], *(keyword for keyword in node.keywords)]
    behind = min((module.start(part) for part in others), default=module.end(node) - 1)
    context.replace(module, module.end(node.func), behind, ", " if others else "", RUN_SYNC, _WHY)


def _anywhere(context: Context, site: Site, session: ast.expr, opening: str, closing: str) -> None:
    """`f(x, session)` becomes `await session.run_sync(lambda sync_session: f(x, sync_session))`.

    :param opening: what stands around the call inside of the lambda, with `closing`.
    """
    module, node = site.module, site.node
    name = blocks.unused_name(context, module, node, "sync_session")
    parts = _awaited(context, node, session)
    names = _names(context, module, node, parts)
    context.await_(module, node, RUN_SYNC, _WHY)
    parameters = ", ".join([name, *names])
    asked = current(context.model, session, module.segment(session))
    before = f"{asked}.run_sync(lambda {parameters}: {opening}"
    context.replace_node(module, session, name, RUN_SYNC, _WHY)
    values = [context.take(module, module.start(part), module.end(part)) for part in parts]
    for part, parameter in zip(parts, names, strict=True):
        context.replace_node(module, part, parameter, RUN_SYNC, "a lambda cannot await")
    context.wrap(module, node, before, "".join([closing, *(f", {value}" for value in values), ")"]), RUN_SYNC, _WHY)


def _awaited(context: Context, call: ast.Call, session: ast.expr) -> list[ast.expr]:
    """Return the parts of a call that are awaited, and the calls before them, which run first: they stay outside."""
    parts = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    parts += [argument.value if isinstance(argument, ast.Starred) else argument for argument in call.args]
    parts += [keyword.value for keyword in call.keywords]
    parts = [part for part in parts if part is not session]
    waits = [
        any(context.is_awaited(inner) or isinstance(inner, ast.Await) for inner in ast.walk(part)) for part in parts
    ]
    last = max((position for position, awaited in enumerate(waits) if awaited), default=-1)
    return [
        part
        for part, awaited in zip(parts[: last + 1], waits, strict=False)
        if awaited or any(isinstance(inner, ast.Call) for inner in ast.walk(part))
    ]


def _names(context: Context, module: Module, call: ast.Call, parts: list[ast.expr]) -> list[str]:
    """Name the parameters that hold parts of a call, by their keywords where they have one."""
    keywords = {keyword.value: keyword.arg for keyword in call.keywords}
    found: list[str] = []
    for part in parts:
        wanted = keywords.get(part) or "value"
        taken = {*found, "sync_session"}
        name = wanted if keywords.get(part) else blocks.unused_name(context, module, call, wanted)
        found.append(next(name for name in (name, *(f"{name}_{n}" for n in range(2, 100))) if name not in taken))
    return found
