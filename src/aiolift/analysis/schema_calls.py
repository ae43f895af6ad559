"""Calls that create, drop or reflect tables, and the engine or connection that they are given."""

from __future__ import annotations

import ast

_METHODS = {"create_all", "drop_all", "reflect", "create", "drop"}


def bind_of(node: ast.Call) -> ast.expr | None:
    """Return the engine or connection that a call like `create_all` is given."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in _METHODS:
        return None
    keyword = next((keyword.value for keyword in node.keywords if keyword.arg == "bind"), None)
    return keyword or (node.args[0] if node.args else None)
