"""A lambda that awaits becomes an `async def` with a name; one that only gives a coroutine to its caller stays."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.lambdas import liftable
from aiolift.migrate import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "async-lambda"
_WHY = "a lambda cannot await"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a lambda follows its body."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Lift the lambdas whose text awaits, the inner ones first."""
    for function in reversed(context.model.program.functions):
        node = function.node
        if not isinstance(node, ast.Lambda) or not context.colour.changes(function):
            continue
        if not context.is_replaced(function.module, function.module.start(node)):
            _lift(context, function.module, node)


def _lift(context: Context, module: Module, node: ast.Lambda) -> None:
    colon = _colon(module, node)
    if context.is_given(node.body) and not _has_await(context.peek(module, colon, module.end(node))):
        return
    if not liftable(module, node):
        context.take(module, colon, module.end(node))
        context.mark(module, node, "AL909")
        return
    parameters = module.text[module.start(node) + len("lambda") : colon - 1].strip()
    parent = module.parents[node]
    if (
        isinstance(parent, ast.Assign)
        and isinstance(parent.targets[0], ast.Name)
        and len(parent.targets) == 1
        and module.end(node) == module.end(parent)
    ):
        body = _returned(context, module, node, colon)
        name = parent.targets[0].id
        text = f"async def {name}({parameters}):{module.file.newline}{_body(module, parent, body)}"
        context.replace_node(module, parent, text, RULE, _WHY)
        return
    body = _returned(context, module, node, colon)
    name = _name(context, module, node)
    statement = module.statement(node)
    indent, newline = module.indent(statement), module.file.newline
    gap = newline * (2 if isinstance(module.parents[statement], ast.Module) else 1)
    text = f"{indent}async def {name}({parameters}):{newline}{_body(module, statement, body)}{newline}{gap}"
    context.insert(module, _above(module, statement), text, RULE, _WHY)
    context.replace_node(module, node, name, RULE, _WHY)


def _colon(module: Module, node: ast.Lambda) -> int:
    """Return the offset behind the lambda's colon; its defaults may have others."""
    arguments = node.args
    parts = [
        *(argument for argument in ast.walk(arguments) if isinstance(argument, ast.arg)),
        *arguments.defaults,
        *(default for default in arguments.kw_defaults if default),
    ]
    behind = max((module.end(part) for part in parts), default=module.start(node))
    return next(token for token in module.between(behind, module.start(node.body)) if token.text == ":").end


def _has_await(text: str) -> bool:
    try:
        tree = ast.parse(f"async def _(): return (\n{text}\n)")
    except SyntaxError:  # newer than this interpreter
        return "await" in text
    return any(isinstance(node, ast.Await) or _is_async(node) for node in ast.walk(tree))


def _is_async(node: ast.AST) -> bool:
    """Whether a comprehension has to be awaited; a generator expression is asynchronous by itself."""
    return isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp) and any(
        part.is_async for part in node.generators
    )


def _returned(context: Context, module: Module, node: ast.Lambda, colon: int) -> str:
    body = context.take(module, colon, module.end(node)).strip()
    if context.is_given(node.body):
        body = f"await {body}"
    return f"({body})" if "\n" in body else body


def _body(module: Module, statement: ast.stmt, body: str) -> str:
    return f"{module.indent(statement)}{blocks.unit(module, statement)}return {body}"


def _name(context: Context, module: Module, node: ast.Lambda) -> str:
    """Return a name that says what the lambda is for, and that nothing in the module has."""
    parent = module.parents[node]
    wanted = "_action"
    if isinstance(parent, ast.keyword) and parent.arg:
        wanted = f"_{parent.arg.lstrip('_')}"
    elif isinstance(parent, ast.Dict):
        key = parent.keys[parent.values.index(node)]
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isidentifier():
            wanted = f"_{key.value}"
    taken = {found.id for found in module.nodes(ast.Name)}
    taken |= {found.name for found in module.nodes(ast.FunctionDef, ast.ClassDef)}
    name, number = wanted, 2
    while name in taken or name in context.names[module]:
        name, number = f"{wanted}_{number}", number + 1
    context.names[module].add(name)
    return name


def _above(module: Module, statement: ast.stmt) -> int:
    """Return the start of the line of a statement, or of the comments right above it."""
    line = statement.lineno
    while line > 1 and module.file.line(line - 1).strip().startswith("#"):
        line -= 1
    return module.file.line_starts[line - 1]
