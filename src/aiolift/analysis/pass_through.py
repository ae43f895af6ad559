"""Wrappers that a decorator of the program puts around functions, and where they call what they wrap."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.entities import Function
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from aiolift.analysis.model import Model, Site


def decorator_of(model: Model, site: Site) -> Function | None:
    """Return the decorator in whose wrapper a call of the wrapped function stands, or None where it is no such call.

    Only the plain form counts, which can be written twice: a decorator that ends in a wrapper and its return.
    """
    wrapper = site.function
    if wrapper is None or not isinstance(wrapper.node, ast.FunctionDef) or wrapper.is_generator:
        return None
    decorator = wrapper.parent
    called = site.node.func
    if not isinstance(decorator, Function) or not isinstance(decorator.node, ast.FunctionDef):
        return None
    if not isinstance(called, ast.Name) or wrapper.holder(called.id) is not decorator:
        return None
    if called.id not in {parameter.arg for parameter in decorator.parameters}:
        return None
    match decorator.node.body[-2:]:
        case [wrapped, ast.Return(value=ast.Name(id=name))] if wrapped is wrapper.node and name == wrapper.name:
            pass
        case _:
            return None
    decorated = [
        target
        for target in site.targets
        if FunctionValue(decorator) in model.flow.places.get((target, "decorated by"), frozenset())
    ]
    return decorator if decorated else None
