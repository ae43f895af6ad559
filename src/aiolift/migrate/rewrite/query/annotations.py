"""`Query` in an annotation becomes `Select`."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.knowledge.database import QUERY
from aiolift.migrate.rewrite.query.building import RULE
from aiolift.program.nodes import walk
from aiolift.program.values import External

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

_ANNOTATED = (ast.arg, ast.AnnAssign, ast.FunctionDef, ast.AsyncFunctionDef)


def annotate(context: Context, functions: set[Function | None]) -> None:
    """Write `Select` for `Query` in the annotations of parameters, results and variables.

    :param functions: those whose queries became selects, all of them.
    """
    query = External(QUERY)
    source = "sqlalchemy" if context.target.sqlalchemy >= (2, 0) else "sqlalchemy.sql"
    for module in context.model.program.modules:
        if module in context.island_modules:
            continue
        for node in _in_annotations(module):
            if isinstance(node, ast.Constant):
                _quoted(context, module, node, source, functions)
            elif (
                isinstance(node, ast.Name | ast.Attribute)
                and query in context.model.values(node)
                and _converts(context, module, node, functions)
            ):
                imports = context.imports(module)
                imports.replaced(node)
                context.replace_node(module, node, imports.need(source, "Select"), RULE, "what the query became")
                parameter = module.parents.get(node)
                if isinstance(parameter, ast.Subscript) and parameter.value is node:
                    context.wrap(module, parameter.slice, "tuple[", "]", RULE)


def _quoted(context: Context, module: Module, node: ast.Constant, source: str, functions: set[Function | None]) -> None:
    """Replace the name inside of an annotation that is a string."""
    if not isinstance(node.value, str) or "Query" not in node.value or not _converts(context, module, node, functions):
        return
    found = re.search(r"\bQuery\b", module.segment(node))
    if found is not None and context.imported_as(module, "Query") == QUERY:
        start = module.start(node) + found.start()
        local = context.imports(module).need(source, "Select")
        context.replace(module, start, start + len("Query"), local, RULE, "what the query became")


def _in_annotations(module: Module) -> Iterator[ast.AST]:
    """Yield what stands in the annotations of parameters, variables and results."""
    for node in module.nodes(*_ANNOTATED):
        annotation: ast.expr | None = getattr(node, "annotation", None) or getattr(node, "returns", None)
        if annotation is not None:
            yield from walk(annotation)


def _converts(context: Context, module: Module, node: ast.AST, functions: set[Function | None]) -> bool:
    return any(
        isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef) and context.model.program.scopes[outer] in functions
        for outer in module.ancestors(node)
    )
