"""`inspect(engine)` asks the database in sync code: its questions run on a connection's sync side."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import CONNECTION, ENGINE
from aiolift.migrate import blocks
from aiolift.migrate.colour import Seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "run-sync-inspect"
_INSPECTORS = {
    "sqlalchemy.inspect",
    "sqlalchemy.inspect.from_engine",
    "sqlalchemy.engine.reflection.Inspector.from_engine",
    "sqlalchemy.Inspector.from_engine",
}
_PARAMETER = "sync_connection"
_WHY = "the inspector asks the database in sync code, inside of SQLAlchemy's greenlet"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the questions that an inspector is asked: `inspect(engine).has_table(…)`, `inspector.get_columns(…)`."""
    for site in model.sites:
        if _made(model, site.node) is not None and _question(site.module, site.node) is not None:
            question = _question(site.module, site.node)
            assert question is not None
            yield Seed(site.module, question, site.function, RULE)
        elif _made(model, site.node) is not None:
            for call in _questions_of_variable(site.module, site.node):
                yield Seed(site.module, call, site.function, RULE)


def _made(model: Model, node: ast.AST) -> ast.expr | None:
    """Return the engine or connection that a call makes an inspector of."""
    if not isinstance(node, ast.Call) or not node.args:
        return None
    site = model.site(node)
    if site is None or not _INSPECTORS & set(site.externals):
        return None
    return node.args[0] if model.kinds(node.args[0]) & {ENGINE, CONNECTION} else None


def _question(module: Module, inspector: ast.expr) -> ast.Call | None:
    """Return the method call that is made on an inspector right away."""
    attribute = module.parents.get(inspector)
    call = module.parents.get(attribute) if isinstance(attribute, ast.Attribute) else None
    return call if isinstance(call, ast.Call) and call.func is attribute else None


def _questions_of_variable(module: Module, made: ast.Call) -> list[ast.Call]:
    """Return the method calls on the variable that an inspector is assigned to, in the same body."""
    statement = module.parents.get(made)
    name = _bound(statement)
    if statement is None or name is None:
        return []
    around = next(
        (outer for outer in module.ancestors(statement) if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)),
        module.tree,
    )
    found = []
    for node in ast.walk(around):
        if (
            isinstance(node, ast.Name)
            and node.id == name
            and isinstance(node.ctx, ast.Load)
            and (call := _question(module, node))
        ):
            found.append(call)
    return found


def rewrite(context: Context) -> None:
    """Ask inside of `run_sync`, on a connection of its own where only the engine is at hand."""
    removed: set[ast.AST] = set()
    opened: dict[ast.stmt, str] = {}
    for seed in context.seeds(RULE):
        module, call = seed.module, seed.node
        assert isinstance(call, ast.Call)
        assert isinstance(call.func, ast.Attribute)
        inspector = call.func.value
        made: ast.expr | None = inspector
        if isinstance(inspector, ast.Name):
            assignment = _assignment(module, inspector)
            if assignment is None:
                continue
            made = assignment.value
            if assignment not in removed:
                removed.add(assignment)
                _remove(context, module, assignment)
        bind = _made(context.model, made) if made is not None else None
        if bind is None:
            continue
        assert isinstance(made, ast.Call)
        text = f"{module.segment(made.func)}({_PARAMETER})" + module.text[module.end(inspector) : module.end(call)]
        kinds = context.model.kinds(bind)
        if CONNECTION in kinds and ENGINE not in kinds:
            context.replace_node(module, call, _asked(module, call, module.segment(bind), text), RULE, _WHY)
        else:
            _with_connection(context, module, call, module.segment(bind), text, opened)


def _asked(module: Module, call: ast.Call, connection: str, text: str) -> str:
    asked = f"await {connection}.run_sync(lambda {_PARAMETER}: {text})"
    parent = module.parents.get(call)
    binds = isinstance(parent, ast.Attribute | ast.Subscript) and parent.value is call
    return f"({asked})" if binds else asked


def _with_connection(
    context: Context, module: Module, call: ast.Call, engine: str, text: str, opened: dict[ast.stmt, str]
) -> None:
    """Open a connection around a simple statement; above a compound one, ask first and keep the answer."""
    statement = module.statement(call)
    if statement in opened:
        context.replace_node(module, call, _asked(module, call, opened[statement], text), RULE, _WHY)
        return
    name = blocks.unused_name(context, module, call, "connection", "conn")
    if not hasattr(statement, "body"):
        opened[statement] = name
        blocks.put_inside(context, module, statement, statement, f"async with {engine}.connect() as {name}", RULE)
        context.replace_node(module, call, _asked(module, call, name, text), RULE, _WHY)
        return
    assert isinstance(call.func, ast.Attribute)
    if isinstance(statement, ast.While) or _is_elif(module, statement):
        context.mark(
            module, call, "AL923", "inspects the database in the head of a block that runs more than once",
            f"ask above the block: async with {engine}.connect() as {name}: await {name}.run_sync(…)",
        )  # fmt: skip
        return
    answer = blocks.unused_name(context, module, call, call.func.attr.removeprefix("get_"), call.func.attr)
    unit = blocks.unit(module, statement)
    lines = [
        f"async with {engine}.connect() as {name}:",
        f"{unit}{answer} = await {name}.run_sync(lambda {_PARAMETER}: {text})",
    ]
    blocks.insert_above(context, module, statement, lines, RULE)
    context.replace_node(module, call, answer, RULE, _WHY)


def _is_elif(module: Module, statement: ast.stmt) -> bool:
    parent = module.parents.get(statement)
    return (
        isinstance(statement, ast.If)
        and isinstance(parent, ast.If)
        and module.text.startswith("elif", module.start(statement))
    )


def _bound(statement: ast.AST | None) -> str | None:
    """Return the one name that an assignment binds."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
    elif isinstance(statement, ast.AnnAssign):
        target = statement.target
    else:
        return None
    return target.id if isinstance(target, ast.Name) else None


def _assignment(module: Module, name: ast.Name) -> ast.Assign | ast.AnnAssign | None:
    around = next(
        (outer for outer in module.ancestors(name) if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)),
        module.tree,
    )
    for node in ast.walk(around):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or _bound(node) != name.id:
            continue
        if isinstance(node.value, ast.Call):
            return node
    return None


def _remove(context: Context, module: Module, statement: ast.Assign | ast.AnnAssign) -> None:
    starts = module.file.line_starts
    last = statement.end_lineno or statement.lineno
    end = starts[last] if last < len(starts) else len(module.text)
    context.replace(module, starts[statement.lineno - 1], end, "", RULE, "the inspector is made where it is asked")
