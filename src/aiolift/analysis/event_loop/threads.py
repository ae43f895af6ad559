"""Threads that a function starts and joins itself: they can be tasks of the event loop that runs the function."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function

_KEYWORDS = {"target", "args", "kwargs", "daemon", "name"}


@dataclass(frozen=True, eq=False)
class JoinedThread:
    """A thread in a variable that is started right away and joined later, and used for nothing else.

    :param target: the expression of the function that it runs, which is `function`.
    :param arguments: what the function is given, as text of positional and keyword arguments.
    """

    site: Site
    function: Function
    target: ast.expr
    arguments: tuple[tuple[str | None, ast.expr], ...]
    start: ast.Expr
    joins: tuple[ast.Expr, ...]


def joined(model: Model) -> Iterator[JoinedThread]:
    """Yield the threads of a program that could be tasks."""
    for site in model.naming({"threading.Thread"}):
        if found := _joined(model, site):
            yield found


def _joined(model: Model, site: Site) -> JoinedThread | None:
    module, node = site.module, site.node
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    assignment = module.parents.get(node)
    if node.args or not given.keys() <= _KEYWORDS or "target" not in given or site.function is None:
        return None
    functions = [value.function for value in model.values(given["target"]) if isinstance(value, FunctionValue)]
    arguments = _arguments(given)
    if len(functions) != 1 or len(model.values(given["target"])) != 1 or arguments is None:
        return None
    match assignment:
        case ast.Assign(targets=[ast.Name(id=name) as target]):
            uses = [
                found
                for found in ast.walk(site.function.node)
                if isinstance(found, ast.Name) and found.id == name and found is not target
            ]
        case _:
            return None
    starts = [statement for use in uses if (statement := _calls(module.parents, use, "start"))]
    joins = [statement for use in uses if (statement := _calls(module.parents, use, "join"))]
    if len(starts) != 1 or not joins or len(starts) + len(joins) != len(uses):
        return None
    body = getattr(module.parents[assignment], "body", [])
    if assignment not in body or body[body.index(assignment) + 1 :][:1] != starts:
        return None
    return JoinedThread(site, functions[0], given["target"], tuple(arguments), starts[0], tuple(joins))


def _arguments(given: dict[str | None, ast.expr]) -> list[tuple[str | None, ast.expr]] | None:
    """Return the arguments that are written out; None where they are computed."""
    found: list[tuple[str | None, ast.expr]] = []
    match given.get("args", ast.Tuple([], ast.Load())):
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            found += [(None, element) for element in elements]
        case _:
            return None
    match given.get("kwargs", ast.Dict([], [])):
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if not isinstance(key, ast.Constant) or not str(key.value).isidentifier():
                    return None
                found.append((str(key.value), value))
        case _:
            return None
    unusual = (ast.Call, ast.Starred, ast.Await, ast.Lambda)
    return None if any(isinstance(part, unusual) for _, value in found for part in ast.walk(value)) else found


def _calls(parents: dict[ast.AST, ast.AST], name: ast.Name, method: str) -> ast.Expr | None:
    """Return the statement that only calls a method of a name, without arguments."""
    attribute = parents.get(name)
    call = parents.get(attribute) if attribute is not None else None
    statement = parents.get(call) if call is not None else None
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=called), args=[], keywords=[])) if called == method:
            return statement
    return None
