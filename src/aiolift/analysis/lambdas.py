"""Which lambdas can become a function with a name, where an await can stand."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.entities import Comprehension

if TYPE_CHECKING:
    from aiolift.program.source import Module


def liftable(module: Module, node: ast.Lambda) -> bool:
    """Whether a `def` in front of the lambda's statement would see the same names."""
    for outer in module.ancestors(node):
        if isinstance(outer, Comprehension | ast.Lambda):
            return False
        if isinstance(outer, ast.stmt):
            return (
                not isinstance(outer, _NOT_BEFORE)
                and not isinstance(module.parents[outer], ast.ClassDef)
                and not _is_elif(module, outer)
            )
    return False


#: Statements whose defaults and decorators belong to them, and one that would evaluate in front of each turn.
_NOT_BEFORE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.While)


def _is_elif(module: Module, statement: ast.stmt) -> bool:
    outer = module.parents[statement]
    return (
        isinstance(statement, ast.If)
        and isinstance(outer, ast.If)
        and statement in outer.orelse
        and module.text.startswith("elif", module.start(statement))
    )
