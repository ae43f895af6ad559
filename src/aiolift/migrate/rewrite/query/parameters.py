"""A function that runs a query it is given takes the session too, where every caller has one to give."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.migrate.rewrite.query.building import RULE
from aiolift.migrate.rewrite.query.sessions import session_in
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function


@dataclass(frozen=True, eq=False)
class Parameter:
    """A parameter that a function gets.

    :param given: the session that each call gives, by its text.
    """

    function: Function
    name: str
    given: tuple[tuple[Site, str], ...]


def parameter_for(model: Model, function: Function | None) -> Parameter | None:
    """Return how a function could be given a session; None where it is not only called, or a caller has none."""
    if function is None or not isinstance(function.node, ast.FunctionDef) or function.node.decorator_list:
        return None
    if len(model.family(function)) > 1 or not function.parameters or not _is_only_called(model, function):
        return None
    given = []
    for site in model.callers.get(function, ()):
        session = session_in(model, site.function)
        if session is None or len(site.targets) > 1:
            return None
        given.append((site, session))
    names = {session for _, session in given if session.isidentifier()}
    name = names.pop() if len(names) == 1 else "session"
    return Parameter(function, name, tuple(given)) if given and name not in function.names else None


def _is_only_called(model: Model, function: Function) -> bool:
    """Whether every reference to a function is a call of it."""
    for module in model.program.modules:
        for node in module.nodes(ast.Name, ast.Attribute):
            if not isinstance(node.ctx, ast.Load):
                continue
            if (node.id if isinstance(node, ast.Name) else node.attr) != function.name:
                continue
            parent = module.parents.get(node)
            called = isinstance(parent, ast.Call) and parent.func is node
            if not called and any(
                isinstance(value, FunctionValue) and value.function is function for value in model.values(node)
            ):
                return False
    return True


def add(context: Context, parameter: Parameter) -> None:
    """Write the parameter as the first one, and give it in every call."""
    function, module = parameter.function, parameter.function.module
    definition = function.definition.args
    positional = [*definition.posonlyargs, *definition.args]
    is_method = function.owner is not None and not function.has("builtins.staticmethod")
    why = "it runs the query that it is given"
    if is_method:
        context.insert(module, module.end(positional[0]), f", {parameter.name}", RULE, why)
    else:
        first = min(function.parameters, key=lambda one: module.start(one))
        context.insert(module, module.start(first), f"{parameter.name}, ", RULE, why)
    for site, session in parameter.given:
        call = site.node
        arguments = [*call.args, *call.keywords]
        opening = next(
            token
            for token in site.module.between(site.module.end(call.func), site.module.end(call))
            if token.text == "("
        )
        context.insert(
            site.module, opening.end if not arguments else site.module.start(min(arguments, key=site.module.start)),
            f"{session}, " if arguments else session, RULE, why,
        )  # fmt: skip
    context.note(f"{function} takes the session as `{parameter.name}`: {why}", module, function.node)
