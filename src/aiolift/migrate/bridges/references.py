"""Code that stays sync reads the sync twin in the place of the original, which it may have to import."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate.bridges.units import unit_of

if TYPE_CHECKING:
    from aiolift.migrate.bridges.name_origins import Binding
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module


def redirected(
    context: Context, module: Module, node: ast.Name | ast.Attribute, binding: Binding, twin: str
) -> dict[tuple[int, int], str]:
    """Return which spans of the text to replace, and by what, so that a reference reads the twin; import it there."""
    name = import_twin(context, binding, twin)
    length = len(node.id if isinstance(node, ast.Name) else node.attr)
    reference = {(module.end(node) - length, module.end(node)): name}
    if not isinstance(node, ast.Name) or not binding.imports:
        return reference
    where, statement = binding.imports[0]
    if not in_function(where, statement):
        return reference
    alias = next(alias for alias in statement.names if (alias.asname or alias.name) == node.id)
    start = where.start(alias)
    if unit_of(context.model, where, statement) not in context.bridges.side.units:  # async code imports it there, too
        return reference | {(where.end(alias), where.end(alias)): f", {name}"}
    imported = {(start, start + len(alias.name)): name}
    return imported if alias.asname else reference | imported


def import_twin(context: Context, binding: Binding, twin: str) -> str:
    """Import a twin along the way by which a name is imported, and return what it is called at the end of it."""
    for where, statement in reversed(binding.imports):
        if not in_function(where, statement):
            source = "." * statement.level + (statement.module or "")
            twin = context.imports(where).need(source, twin, instead_of=statement)
    return twin


def place(defined: Module, name: str, binding: Binding) -> tuple[Module, str]:
    """Return the module, and the name there, that a reference reads: a patch of that one replaces what it gets."""
    home = defined
    for where, statement in reversed(binding.imports):
        if not in_function(where, statement):
            alias = next(alias for alias in statement.names if alias.name == name)
            home, name = where, alias.asname or alias.name
    return home, name


def redirect(
    context: Context, module: Module, node: ast.Name | ast.Attribute, binding: Binding, twin: str, rule: str
) -> None:
    """Let a reference in code that stays sync in its place read the twin."""
    if isinstance(node, ast.Name) and binding.imports and not in_function(*binding.imports[0]):
        context.imports(module).replaced(node)
    for (start, end), text in redirected(context, module, node, binding, twin).items():
        if not any((edit.start, edit.end, edit.text) == (start, end, text) for edit in context.edits[module]):
            context.replace(module, start, end, text, rule, "nothing can be awaited here")


def in_function(module: Module, statement: ast.stmt) -> bool:
    """Whether an import binds its names in a function only."""
    return any(isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef) for outer in module.ancestors(statement))
