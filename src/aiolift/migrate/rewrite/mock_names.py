"""The name of a mock's class in a call becomes that of AsyncMock, in the form that the code has."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module


def make_async(context: Context, module: Module, node: ast.expr, rule: str, why: str) -> None:
    """Write AsyncMock in the place of `MagicMock`, `mock.MagicMock`, `mocker.MagicMock`. Twice does no harm."""
    if any(edit.end == module.end(node) and edit.rule == rule for edit in context.edits[module]):
        return  # for another of its uses
    if module.segment(node).endswith("create_autospec"):
        return  # it makes async methods of those that are
    if isinstance(node, ast.Attribute):
        end = module.end(node)
        context.replace(module, end - len(node.attr), end, "AsyncMock", rule, why)
    else:
        context.rename(module, node, "unittest.mock", "AsyncMock", rule, why)


def name_of(context: Context, module: Module, node: ast.expr, name: str) -> str:
    """Return how a class of `unittest.mock` is written beside a reference to another of its classes."""
    if isinstance(node, ast.Attribute):
        return f"{module.segment(node.value)}.{name}"
    return context.imports(module).need("unittest.mock", name, instead_of=context.import_of(module, node))
