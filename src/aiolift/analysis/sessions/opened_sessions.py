"""What `next(get_db())` gives, where the generator does nothing before its yield but open a session."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import SESSIONMAKER

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function


def next_of_call(node: ast.AST) -> ast.Call | None:
    """Return the call that makes the generator in `next(get_db())`."""
    match node:
        case ast.Call(func=ast.Name(id="next"), args=[ast.Call() as made], keywords=[]):
            return made
    return None


def opened_by_next(model: Model, node: ast.AST) -> tuple[Function, ast.Name] | None:
    """Return the generator function, and its module's factory that the session is made with, without arguments.

    The generator of `next(get_db())` is gone behind the call and has closed the session, which opens itself again: what
    is left is what `SessionLocal()` gives.
    """
    made = next_of_call(node)
    origins = model.origins(made) if made is not None else frozenset()
    function = next(iter(origins), None)
    if function is None or len(origins) > 1 or not isinstance(function.node, ast.FunctionDef):
        return None
    body = function.node.body[1 if ast.get_docstring(function.node, clean=False) is not None else 0 :]
    match body:
        case [
            ast.Assign(targets=[ast.Name(id=opened)], value=ast.Call(func=ast.Name() as factory, args=[], keywords=[])),
            ast.Try(body=[ast.Expr(value=ast.Yield(value=ast.Name(id=given))), *_]),
        ]:
            pass
        case [
            ast.With(
                items=[
                    ast.withitem(
                        context_expr=ast.Call(func=ast.Name() as factory, args=[], keywords=[]),
                        optional_vars=ast.Name(id=opened),
                    )
                ],
                body=[ast.Expr(value=ast.Yield(value=ast.Name(id=given)))],
            )
        ]:
            pass
        case _:
            return None
    is_global = factory.id in model.program.scopes[function.module.tree].names
    return (function, factory) if opened == given and is_global and SESSIONMAKER in model.kinds(factory) else None
