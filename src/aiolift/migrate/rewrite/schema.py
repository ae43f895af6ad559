"""`metadata.create_all(engine)` and its like run on a connection's sync side: `await connection.run_sync(…)`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.engines.schema_calls import bind_of, given_away
from aiolift.knowledge.database import CONNECTION, ENGINE
from aiolift.migrate import blocks
from aiolift.migrate.colour import Seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "run-sync-schema"
_WHY = "tables are created and dropped by sync code, inside of SQLAlchemy's greenlet"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the calls that create, drop or reflect tables."""
    for site in model.sites:
        bind = bind_of(site.node)
        if bind is not None and not site.targets and model.kinds(bind) & {ENGINE, CONNECTION}:
            yield Seed(site.module, site.node, site.function, RULE)


def rewrite(context: Context) -> None:
    """Run them on a connection: the one given, else one in a transaction of its own."""
    _mark_given(context)
    done: set[ast.AST] = set()
    for seed in context.seeds(RULE):
        node, module = seed.node, seed.module
        assert isinstance(node, ast.Call)
        bind = bind_of(node)
        if node in done or bind is None:
            continue
        if CONNECTION in context.model.kinds(bind) and ENGINE not in context.model.kinds(bind):
            _run(context, module, node, module.segment(bind))
            continue
        statement = module.statement(node)
        if not isinstance(statement, ast.Expr) or statement.value is not node:
            context.mark(
                module, node, "AL923", "creates or drops tables inside of an expression",
                "write it as a statement of its own, and migrate again",
            )  # fmt: skip
            continue
        group = _group(context, module, statement, module.segment(bind))
        name = blocks.unused_name(context, module, node, "connection", "conn")
        for member in group:
            call = member.value
            assert isinstance(call, ast.Call)
            _run(context, module, call, name)
            done.add(call)
        blocks.put_inside(
            context, module, group[0], group[-1], f"async with {module.segment(bind)}.begin() as {name}", RULE
        )


def _mark_given(context: Context) -> None:
    """Mark what is to be called later with an engine that is async by then."""
    for site in context.model.sites:
        given = given_away(site.node)
        if given is not None and ENGINE in context.model.kinds(given[1]):
            method = site.module.segment(given[0])
            context.mark(
                site.module, site.node, "AL923", f"`{method}` will be called with an engine that is async now",
                f"let it call an async function that does `async with engine.begin() as c: await c.run_sync({method})`",
            )  # fmt: skip


def _group(context: Context, module: Module, statement: ast.Expr, engine: str) -> list[ast.Expr]:
    """Return the statement with those right behind it that do the same on the same engine: one transaction."""
    body = module.siblings(statement)
    group = [statement]
    for following in body[body.index(statement) + 1 :]:
        if not isinstance(following, ast.Expr) or context.owners.get(following.value) != RULE:
            break
        assert isinstance(following.value, ast.Call)
        bind = bind_of(following.value)
        if bind is None or module.segment(bind) != engine:
            break
        group.append(following)
    return group


def _run(context: Context, module: Module, node: ast.Call, connection: str) -> None:
    context.replace_node(module, node, run_sync(module, node, connection), RULE, _WHY)


def put_in_transactions(context: Context, module: Module, group: list[ast.Expr], lines: list[str], indent: str) -> int:
    """Add statements to the lines of a function, with the comments between them, and return where they end."""
    connection = blocks.unused_name(context, module, group[0], "connection", "conn")
    engine, end = "", module.end(group[0])
    for statement in group:
        call = statement.value
        assert isinstance(call, ast.Call)
        trailing, *between = module.text[end : module.start(statement)].splitlines() or [""]
        lines[-1] += trailing.rstrip() if statement is not group[0] else ""
        bind = bind_of(call)
        assert bind is not None
        if module.segment(bind) != engine:
            engine = module.segment(bind)
            lines.append(f"{indent}async with {engine}.begin() as {connection}:")
        lines += [f"{indent * 2}{line.strip()}" for line in between if line.strip()]
        lines.append(f"{indent * 2}{run_sync(module, call, connection)}")
        end = module.end(statement)
    return end


def engines(module: Module, group: list[ast.Expr]) -> list[ast.expr]:
    """Return the engines that the statements of a group are given, each once."""
    binds = [bind_of(statement.value) for statement in group if isinstance(statement.value, ast.Call)]
    return list({module.segment(bind): bind for bind in binds if bind is not None}.values())


def run_sync(module: Module, node: ast.Call, connection: str) -> str:
    """Return `await connection.run_sync(metadata.create_all, …)` for a call that `bind_of` knows."""
    bind = bind_of(node)
    assert bind is not None
    others = [argument for argument in node.args if argument is not bind]
    keywords = [keyword for keyword in node.keywords if keyword.value is not bind]
    spelled = [module.segment(part) for part in (*others, *keywords)]
    arguments = ", ".join([module.segment(node.func), *spelled])
    return f"await {connection}.run_sync({arguments})"
