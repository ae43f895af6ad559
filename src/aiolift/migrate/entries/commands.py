"""What a command line, scheduler or queue runs: `@run_async` makes a plain function of each that is async now."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.event_loop.schedulers import BACKGROUND, started_in_loop
from aiolift.knowledge import callbacks
from aiolift.migrate.entries import run_async
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function

RULE = "run-async"
_WHY = "its caller does not await"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a command is async because of its body."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Decorate them, below what registers them and above decorators of the program, whose wrappers are async too."""
    for function in context.colour.causes:
        if function in context.colour.commands and context.colour.changes(function):
            module, node = function.module, function.node
            assert isinstance(node, ast.FunctionDef)
            name = run_async.name_in(context, module)
            line = module.file.line_starts[_above(context, node).lineno - 1]
            context.insert(module, line, f"{module.indent(node)}@{name}{module.file.newline}", RULE, _WHY)
    for site in context.model.naming(callbacks.runs):
        if not site.targets:
            _handed(context, site)


def _handed(context: Context, site: Site) -> None:
    """A function with other callers, who await it, is made plain where a runner is given it."""
    if started_in_loop(context.model) and any(name.startswith(BACKGROUND) for name in site.externals):
        return
    for argument in (*site.node.args, *(keyword.value for keyword in site.node.keywords)):
        functions = [value.function for value in context.model.values(argument) if isinstance(value, FunctionValue)]
        plain = set(functions) <= set(context.colour.commands)
        if functions and not plain and all(context.colour.changes(found) for found in functions):
            name = run_async.name_in(context, site.module)
            context.wrap(site.module, argument, f"{name}(", ")", RULE, _WHY)


def _above(context: Context, node: ast.FunctionDef) -> ast.expr | ast.stmt:
    """Return what the decorator stands above: the outermost async wrapper, else the function itself."""
    for decorator in node.decorator_list:
        for value in context.model.values(decorator):
            if isinstance(value, FunctionValue) and _wraps_async(context, value.function):
                return decorator
    return node


def _wraps_async(context: Context, decorator: Function) -> bool:
    inside = set(ast.walk(decorator.node))
    return any(function.node in inside and context.colour.changes(function) for function in context.colour.causes)
