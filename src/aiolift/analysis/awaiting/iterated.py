"""Objects of the program's own classes that are iterated over: `for text in feed` runs `Feed.__iter__`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.consumers import READS_ALL, READS_SOME
from aiolift.program.entities import Class

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function

_ITERATING = READS_ALL | READS_SOME


def iterated(model: Model) -> dict[ast.AST, frozenset[Function]]:
    """Return the generator methods `__iter__` that run where an expression is iterated over."""
    names = {cls for cls in model.program.classes if "__iter__" in cls.methods}
    found: dict[ast.AST, frozenset[Function]] = {}
    for module in model.program.modules if names else ():
        for node in module.nodes(ast.For, ast.comprehension, ast.YieldFrom, ast.Call):
            for part in _parts(model, node):
                methods = frozenset(_methods(model, part))
                if methods:
                    found[part] = methods
    return found


def _parts(model: Model, node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.For() | ast.comprehension():
            return [node.iter]
        case ast.YieldFrom():
            return [node.value]
        case ast.Call(args=arguments):
            site = model.site(node)
            return arguments if site is not None and not _ITERATING.isdisjoint(site.externals) else []
    return []


def _methods(model: Model, node: ast.AST) -> Iterator[Function]:
    for value in model.instances(node):
        if isinstance(value.cls, Class):
            method = next((cls.methods["__iter__"] for cls in value.cls.mro() if "__iter__" in cls.methods), None)
            if method is not None and method.is_generator:
                yield method
