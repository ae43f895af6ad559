"""Names that a function has compared with what it allows: `if column not in COLUMNS: raise`."""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.source import Module

_ASKS = {"isidentifier", "isalnum", "isalpha", "isdigit", "isnumeric", "isdecimal"}
_CHECKS = re.compile(r"valid|check|assert|ensure|verify|require|allow|fullmatch|match$|safe", re.I)


class Checked:
    """The names that are checked, in the functions of `model`'s program."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def is_checked(self, module: Module, name: ast.Name) -> bool:
        """Whether the function that a name stands in checks it somewhere."""
        return (self._model.scope(module, name).node, name.id) in self._all

    @cached_property
    def _all(self) -> set[tuple[ast.AST, str]]:
        return {
            (self._model.scope(module, node).node, name.id)
            for module in self._model.program.modules
            for node in module.nodes(ast.Compare, ast.Call)
            for part in _checked(node)
            for name in ast.walk(part)
            if isinstance(name, ast.Name)
        }


def _checked(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()]) if not isinstance(left, ast.Constant):
            yield left
        case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in _ASKS:
            yield value
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=args) if _CHECKS.search(name):
            yield from args
