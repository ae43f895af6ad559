"""Statements with `yield_per` or `stream_results` are read with `session.stream`: an async session refuses others.

https://docs.sqlalchemy.org/en/20/orm/extensions/asyncio.html#sqlalchemy.ext.asyncio.AsyncSession.stream
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.statements.results import SCALARS
from aiolift.knowledge.database import CONNECTION, SESSIONS
from aiolift.migrate.colour import Seed
from aiolift.program.entities import FunctionNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "stream-rows"
_WHY = "the server sends the rows while they are read"
_METHODS = {f"{cls}.{method}": method for cls in (*SESSIONS, CONNECTION) for method in ("execute", "exec", "scalars")}
_OPTIONS = {"yield_per", "stream_results"}
#: Methods of a result that give a result.
_SAME = {"yield_per", "scalars", "unique", "partitions", "mappings", "columns", "tuples"}
#: Methods of a result that read it.
_READ = {"all", "fetchall", "fetchmany", "fetchone", "first", "one", "one_or_none", "scalar", "scalar_one",
         "scalar_one_or_none", "close"}  # fmt: skip


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the calls whose statement asks for a stream."""
    for site in model.naming(_METHODS):
        if _asks_for_stream(site):
            yield Seed(site.module, site.node, site.function, RULE)


def rewrite(context: Context) -> None:
    """Call `stream`, iterate with `async for`, and await what reads the rows."""
    for seed in context.seeds(RULE):
        module, node = seed.module, seed.node
        assert isinstance(node, ast.Call)
        ends = _ends(module, node)
        context.await_(module, node, RULE, _WHY)
        if ends is None:
            what = "the rows of a stream are used in a way that has no async form"
            context.mark(module, node, "AL923", what, "read them with `session.stream` and `async for`")
            continue
        scalars = _named(node, "scalars") or (_named(node, "exec") and SCALARS in context.model.kinds(node))
        name = "stream_scalars" if scalars else "stream"
        assert isinstance(node.func, ast.Attribute)
        end = module.end(node.func)
        context.replace(module, end - len(node.func.attr), end, name, RULE, _WHY)
        for found in ends:
            _read(context, module, found)


def _named(node: ast.Call, method: str) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr == method


def _asks_for_stream(site: Site) -> bool:
    """Whether the options of a call or of its statement, be it in a variable, ask for rows as they are read."""
    parts: list[ast.expr] = [*site.node.args, *(keyword.value for keyword in site.node.keywords)]
    if site.function is not None:
        names = {part.id for part in parts if isinstance(part, ast.Name)}
        for found in ast.walk(site.function.node) if names else ():
            match found:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in names:
                    parts.append(value)
    return any(_is_option(node) for part in parts for node in ast.walk(part))


def _is_option(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="execution_options"), keywords=keywords):
            given = [(keyword.arg, keyword.value) for keyword in keywords]
        case ast.Dict(keys=keys, values=values):
            names = [key.value if isinstance(key, ast.Constant) else None for key in keys]
            given = [(str(name), value) for name, value in zip(names, values, strict=True)]
        case _:
            return False
    return any(name in _OPTIONS and not (isinstance(value, ast.Constant) and not value.value) for name, value in given)


def _ends(module: Module, node: ast.expr) -> list[ast.AST] | None:
    """Return the loops over a result and the calls that read it; None where it goes elsewhere."""
    parent = module.parents.get(node)
    match parent:
        case ast.For(iter=iterated) if iterated is node:
            return [parent]
        case ast.YieldFrom() if isinstance(module.parents[parent], ast.Expr):
            return [parent]
        case ast.comprehension(iter=iterated) if iterated is node:
            return None if isinstance(module.parents[parent], ast.GeneratorExp) else [parent]
        case ast.Attribute(attr=method) if isinstance(call := module.parents.get(parent), ast.Call):
            if method in _SAME and call.func is parent:
                return _ends(module, call)
            return [call] if method in _READ and call.func is parent else None
        case ast.Assign(targets=[ast.Name() as target]):
            return _ends_of_name(module, target)
    return None


def _ends_of_name(module: Module, target: ast.Name) -> list[ast.AST] | None:
    function = next(outer for outer in module.ancestors(target) if isinstance(outer, FunctionNode))
    found: list[ast.AST] = []
    for use in ast.walk(function):
        if isinstance(use, ast.Name) and use.id == target.id and use is not target:
            ends = _ends(module, use) if isinstance(use.ctx, ast.Load) else None
            if ends is None:
                return None
            found += ends
    return found


def _read(context: Context, module: Module, node: ast.AST) -> None:
    match node:
        case ast.For():
            context.insert(module, module.start(node), "async ", RULE, _WHY)
        case ast.comprehension():
            start = module.start(module.parents[node])
            words = [token for token in module.between(start, module.start(node.target)) if token.text == "for"]
            context.insert(module, words[-1].start, "async ", RULE, _WHY)
        case ast.YieldFrom():
            context.lazy.add(node.value)  # its loop is written with the others
        case ast.expr():
            context.await_(module, node, RULE, _WHY)
