"""How the new code names `select`, `update`, `delete` and `func`: as the module does already, else by a new import."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.values import External

if TYPE_CHECKING:
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module


def spelled(context: Context, module: Module, node: ast.AST, source: str, name: str) -> str:
    """Return what to write where `node` stands for `source.name`, importing it where the module does not."""
    scope = context.model.scope(module, node)
    top = context.model.program.scopes[module.tree]
    for local in _names(context, module, f"{source}.{name}"):
        if scope.holder(local) is top:
            return local
    if scope.holder(name) not in {None, top}:  # a parameter or variable has the name here
        return f"{context.imports(module).need_module(source)}.{name}"
    for local in _names(context, module, source):
        if scope.holder(local) is top and not _imports_from(module, source):
            return f"{local}.{name}"
    return context.imports(module).need(source, name)


def _names(context: Context, module: Module, external: str) -> list[str]:
    """Return the names that the module's top level gives something external, by its import statements."""
    top = context.model.program.scopes[module.tree]
    imported = {
        alias.asname or alias.name
        for statement in module.tree.body
        if isinstance(statement, ast.Import | ast.ImportFrom)
        for alias in statement.names
    }
    return sorted(name for name in imported if External(external) in context.model.flow.places.get((top, name), ()))


def imports(context: Context, module: Module, external: str) -> bool:
    """Whether a module imports something external by a name of its own."""
    return bool(_names(context, module, external))


def _imports_from(module: Module, source: str) -> bool:
    return any(isinstance(statement, ast.ImportFrom) and statement.module == source for statement in module.tree.body)
