"""The words of an expression that puts a text together."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SQL = re.compile(
    r"[=<>]|\b(select|from|where|and|or|not|like|ilike|in|between|order\s+by|group\s+by|limit|offset|values|set|is|insert|"
    r"into|update|delete|join|on|having|union|call|table|database|using)\b",
    re.I,
)


def has_sql(node: ast.expr) -> bool:
    """Whether the constant words of what puts a text together are of SQL."""
    return _SQL.search(_words(node)) is not None


def added(node: ast.expr) -> Iterator[ast.expr]:
    """Yield what a chain of `+` adds."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from added(node.left)
        yield from added(node.right)
    else:
        yield node


def _words(node: ast.expr) -> str:
    """Return the constant text of what puts a text together."""
    match node:
        case ast.JoinedStr(values=parts):
            texts = [part.value for part in parts if isinstance(part, ast.Constant)]
        case ast.BinOp(left=left, right=right):
            texts = [_words(left), _words(right)]
        case ast.Call(func=ast.Attribute(value=template)):
            texts = [_words(template)]
        case ast.Constant(value=str(text)):
            texts = [text]
        case _:
            texts = []
    return " ".join(map(str, texts))
