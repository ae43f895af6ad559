"""`inspect(engine)` and Alembic's context ask the database in sync code: so they do on a connection's sync side."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import CONNECTION, ENGINE
from aiolift.knowledge.sync_connections import VIEWS
from aiolift.migrate.colour import Seed
from aiolift.migrate.rewrite.sync_connection import PARAMETER, Asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "run-sync-inspect"
_WHY = "the inspector asks the database in sync code, inside of SQLAlchemy's greenlet"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the questions that an inspector is asked: `inspect(engine).has_table(…)`, `inspector.get_columns(…)`."""
    for site in model.naming(VIEWS):
        if _made(model, site.node) is not None and _question(site.module, site.node) is not None:
            question = _question(site.module, site.node)
            assert question is not None
            yield Seed(site.module, question, site.function, RULE)
        elif _made(model, site.node) is not None:
            for call in _questions_of_variable(site.module, site.node):
                yield Seed(site.module, call, site.function, RULE)


def _made(model: Model, node: ast.AST) -> ast.expr | None:
    """Return the engine or connection that a call makes an inspector of."""
    site = model.site(node) if isinstance(node, ast.Call) else None
    if site is None or not VIEWS & set(site.externals):
        return None
    given = [*site.node.args[:1], *(keyword.value for keyword in site.node.keywords)]
    return next((bind for bind in given if model.kinds(bind) & {ENGINE, CONNECTION}), None)


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
    found = []
    for node in ast.walk(_around(module, statement)):
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
    asking = Asking(context, RULE, _WHY, opens="connect")
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
            if not _is_only_asked(module, inspector):
                context.mark(
                    module, assignment, "AL923", "makes an inspector that is not only asked questions",
                    "use it in one function, and call that inside of `await connection.run_sync(…)`",
                )  # fmt: skip
                continue
            if assignment not in removed:
                removed.add(assignment)
                _remove(context, module, assignment)
        bind = _made(context.model, made) if made is not None else None
        if bind is None:
            continue
        assert isinstance(made, ast.Call)
        view = _with(module, made, bind)
        text = view + module.text[module.end(inspector) : module.end(call)]
        source = module.segment(bind)
        if bind in context.owners:  # `inspect(session.connection())`
            context.awaited(bind)
            source = f"(await {source})"
        asking.ask(module, call, bind, source, text)


def _with(module: Module, made: ast.Call, bind: ast.expr) -> str:
    """Return the call that makes an inspector, with the sync connection in the place of what it was given."""
    start, end = module.start(made), module.end(made)
    return f"{module.text[start : module.start(bind)]}{PARAMETER}{module.text[module.end(bind) : end]}"


def _bound(statement: ast.AST | None) -> str | None:
    """Return the one name that an assignment binds."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
    elif isinstance(statement, ast.AnnAssign):
        target = statement.target
    else:
        return None
    return target.id if isinstance(target, ast.Name) else None


def _is_only_asked(module: Module, name: ast.Name) -> bool:
    """Whether every read of an inspector's variable asks it something right away."""
    return all(
        _question(module, node) is not None
        for node in ast.walk(_around(module, name))
        if isinstance(node, ast.Name) and node.id == name.id and isinstance(node.ctx, ast.Load)
    )


def _around(module: Module, node: ast.AST) -> ast.AST:
    """Return the function that a node stands in, or the module."""
    return next(
        (outer for outer in module.ancestors(node) if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)),
        module.tree,
    )


def _assignment(module: Module, name: ast.Name) -> ast.Assign | ast.AnnAssign | None:
    for node in ast.walk(_around(module, name)):
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
