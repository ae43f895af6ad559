"""`Query` in an annotation becomes `Select`."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.knowledge.database import QUERY
from aiolift.migrate.rewrite.query.building import RULE
from aiolift.program.values import External

if TYPE_CHECKING:
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module


def annotate(context: Context, functions: set[Function | None]) -> None:
    """Write `Select` for `Query` in the annotations of parameters, results and variables.

    :param functions: those whose queries became selects, all of them.
    """
    query = External(QUERY)
    source = "sqlalchemy" if context.target.sqlalchemy >= (2, 0) else "sqlalchemy.sql"
    for module in context.model.program.modules:
        if module in context.island_modules:
            continue
        for node in module.nodes(ast.Constant, ast.Name, ast.Attribute):
            if isinstance(node, ast.Constant):
                _quoted(context, module, node, source, functions)
            elif (values := context.model.values(node)) and query in values:
                whole = _annotation_of(module, node)
                if whole is not None and _converts(context, module, node, functions):
                    imports = context.imports(module)
                    imports.replaced(node)
                    context.replace_node(module, node, imports.need(source, "Select"), RULE, "what the query became")
                    parameter = module.parents.get(node)
                    if isinstance(parameter, ast.Subscript) and parameter.value is node:
                        context.wrap(module, parameter.slice, "tuple[", "]", RULE)


def _quoted(context: Context, module: Module, node: ast.Constant, source: str, functions: set[Function | None]) -> None:
    """Replace the name inside of an annotation that is a string."""
    if (
        not isinstance(node.value, str)
        or "Query" not in node.value
        or _annotation_of(module, node) is None
        or not _converts(context, module, node, functions)
    ):
        return
    found = re.search(r"\bQuery\b", module.segment(node))
    if found is not None and context.imported_as(module, "Query") == QUERY:
        start = module.start(node) + found.start()
        local = context.imports(module).need(source, "Select")
        context.replace(module, start, start + len("Query"), local, RULE, "what the query became")


def _annotation_of(module: Module, node: ast.AST) -> ast.AST | None:
    """Return the parameter, function or variable that a node annotates."""
    inner = node
    for outer in module.ancestors(node):
        if isinstance(outer, ast.arg | ast.AnnAssign):
            return outer if outer.annotation is inner else None
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
            return outer if outer.returns is inner else None
        if isinstance(outer, ast.stmt):
            return None
        inner = outer
    return None


def _converts(context: Context, module: Module, node: ast.AST, functions: set[Function | None]) -> bool:
    return any(
        isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef) and context.model.program.scopes[outer] in functions
        for outer in module.ancestors(node)
    )
