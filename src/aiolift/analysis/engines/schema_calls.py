"""Calls that create, drop or reflect tables, and the engine or connection that they are given."""

from __future__ import annotations

import ast
import itertools

_OF_METADATA = {"create_all", "drop_all", "reflect"}
_METHODS = {*_OF_METADATA, "create", "drop"}


def bind_of(node: ast.Call) -> ast.expr | None:
    """Return the engine or connection that a call like `create_all` is given."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in _METHODS:
        return None
    keyword = next((keyword.value for keyword in node.keywords if keyword.arg == "bind"), None)
    return keyword or (node.args[0] if node.args else None)


def given_away(node: ast.Call) -> tuple[ast.Attribute, ast.expr] | None:
    """Return `Base.metadata.drop_all` and the engine, where a call is given both: `addCleanup(….drop_all, engine)`."""
    given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "bind")]
    for method, bind in itertools.pairwise(given):
        if isinstance(method, ast.Attribute) and method.attr in _OF_METADATA:
            return method, bind
    return None
