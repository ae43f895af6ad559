"""Sessions that nobody closes are closed by a block: the garbage collector, which did it, cannot await.

The same holds for the generator of `next(get_db())`, which is gone after the call and would be closed by a task that
runs beside the next statements.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.sessions.opened_sessions import next_of_call, opened_by_next
from aiolift.knowledge.database import SESSIONMAKER, SESSIONS
from aiolift.migrate import blocks
from aiolift.migrate.deepen import deepen
from aiolift.program.entities import FunctionNode
from aiolift.program.fixtures import is_fixture
from aiolift.program.values import External, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "close-session"
_WHY = "only a block can await the end"
_SIMPLE = (ast.Expr, ast.Return, ast.Assign, ast.AugAssign, ast.AnnAssign)


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: what is done with the session is the I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Put the statements that use such a session inside of `async with`."""
    for module in context.model.program.modules:
        for node in module.nodes(ast.Call):
            if next_of_call(node) is None and not _makes_session(context, node):
                continue
            if not context.can_await(context.model.function(module, node)):
                if context.model.function(module, node) is None:
                    _opened(context, module, node)
                continue
            if next_of_call(node) is not None:
                if is_entered(context, module, node):
                    _generator(context, module, node)
                elif is_handed_out(context, module, node):
                    _opened(context, module, node)
                    continue
            elif node in context.kept_sync:
                continue
            elif isinstance(module.parents.get(node), ast.Attribute):
                _used_once(context, module, node)
                continue
            rest = _rest(context, module, node)
            if rest is not None:
                _named(context, module, node, rest)


def is_entered(context: Context, module: Module, node: ast.Call) -> bool:
    """Whether `next(get_db())` becomes a context manager: where a `with` enters what it gives, or a block follows."""
    made = next_of_call(node)
    if made is None or not context.colour.consumes(made):
        return False
    return isinstance(module.parents.get(node), ast.withitem) or _rest(context, module, node) is not None


def is_handed_out(context: Context, module: Module, node: ast.Call) -> bool:
    """Whether a function returns the session of `next(get_db())`, which the generator's end would close in its use."""
    return isinstance(module.parents.get(node), ast.Return) and opened_by_next(context.model, node) is not None


def _generator(context: Context, module: Module, node: ast.Call) -> None:
    made = next_of_call(node)
    assert made is not None
    name = context.imports(module).need("contextlib", "asynccontextmanager")
    context.replace(module, module.start(node), module.start(made), f"{name}(", RULE, _WHY)
    context.insert(module, module.end(made.func), ")", RULE, _WHY)
    context.replace(module, module.end(made), module.end(node), "", RULE, _WHY)


def _opened(context: Context, module: Module, node: ast.Call) -> None:
    """What is left of `next(get_db())` at the top of a module, or behind a `return`, is its session, made there."""
    made = next_of_call(node)
    found = opened_by_next(context.model, node)
    if made is None or found is None or not context.colour.changes(found[0]):
        return
    function, factory = found
    name = factory.id
    if function.module is not module:
        imports = context.imports(module)
        imports.replaced(made.func)
        name = imports.need(function.module.name, name, instead_of=context.import_of(module, made.func))
    around, statement = context.model.function(module, node), module.statement(node)
    if around is not None and is_fixture(around) and not around.is_generator:
        local = blocks.unused_name(context, module, node, "session", "opened")
        block = f"{module.file.newline}{module.indent(statement)}{blocks.unit(module, statement)}"
        context.replace_node(module, statement, f"async with {name}() as {local}:{block}yield {local}", RULE, _WHY)
        return
    context.replace_node(module, node, f"{name}()", RULE, "the generator, which did no more, is async now")


def _makes_session(context: Context, node: ast.Call) -> bool:
    return any(
        (isinstance(value, External) and value.name in SESSIONS)
        or (isinstance(value, Instance) and value.cls == SESSIONMAKER)
        for value in context.model.values(node.func)
    )


def _rest(context: Context, module: Module, node: ast.Call) -> list[ast.stmt] | None:
    """Return the statements after `name = …` in its body, where the name lives in them alone and nobody closes it."""
    statement = module.parents.get(node)
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is node:
            pass
        case _:
            return None
    siblings = module.siblings(statement)
    rest = siblings[siblings.index(statement) + 1 :]
    function = context.model.function(module, node)
    if not rest or function is None or not isinstance(function.node, FunctionNode):
        return None
    inside = {inner for outer in rest for inner in ast.walk(outer)}
    if any(isinstance(inner, ast.Import | ast.ImportFrom) for inner in inside):
        return None  # their edits come after all others
    for found in ast.walk(function.node):
        match found:
            case ast.Name(id=other) if other == name and found is not statement.targets[0]:
                if found not in inside or not isinstance(found.ctx, ast.Load) or _leaves(module, found):
                    return None
            case ast.arg(arg=other) if other == name:
                return None
            case ast.Global(names=names) | ast.Nonlocal(names=names) if name in names:
                return None
    return rest


def _leaves(module: Module, name: ast.Name) -> bool:
    """Whether the session is closed, entered, kept or handed back at a place."""
    parent = module.parents.get(name)
    if isinstance(parent, ast.Attribute):
        return parent.attr in {"close", "__enter__", "__exit__", "remove"} or _is_stacked(module.parents.get(parent))
    while isinstance(parent, ast.Tuple | ast.List | ast.Dict | ast.Set | ast.Starred | ast.IfExp | ast.BoolOp):
        parent = module.parents.get(parent)
    if isinstance(parent, ast.Call):
        return "closing" in module.segment(parent.func) or _is_stacked(parent)
    return isinstance(parent, ast.Return | ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.withitem)


def _is_stacked(node: ast.AST | None) -> bool:
    """Whether a call gives its arguments to an `ExitStack`, which uses them at its end."""
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"callback", "enter_context", "push"}


def _named(context: Context, module: Module, node: ast.Call, rest: list[ast.stmt]) -> None:
    statement = module.parents[node]
    assert isinstance(statement, ast.Assign)
    target = module.segment(statement.targets[0])
    context.replace(module, module.start(statement), module.start(node), "async with ", RULE, _WHY)
    context.wrap(module, node, "", f" as {target}:", RULE, _WHY)
    deepen(context, module, rest[0], rest[-1], RULE, after=statement)


def _used_once(context: Context, module: Module, node: ast.Call) -> None:
    """`SessionLocal().scalars(…)`: the statement gets a block, and the session a name."""
    statement = module.statement(node)
    start, end = module.start(node), module.end(node)
    if not isinstance(statement, _SIMPLE) or context.is_replaced(module, start):
        return
    if any(isinstance(outer, ast.Lambda) for outer in _until(module, node, statement)):
        return
    made = context.take(module, start, end)
    name = blocks.unused_name(context, module, node, "session", "db")
    context.replace(module, start, end, name, RULE, _WHY)
    deepen(context, module, statement, statement, RULE)
    blocks.insert_above(context, module, statement, [f"async with {made} as {name}:"], RULE)


def _until(module: Module, node: ast.AST, last: ast.AST) -> Iterator[ast.AST]:
    for outer in module.ancestors(node):
        if outer is last:
            return
        yield outer
