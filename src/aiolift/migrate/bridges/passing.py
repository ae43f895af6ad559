"""How a session reaches a function at its calls: in a parameter of its own, or among the rest that it hands on."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate.bridges.units import own
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

#: Copying a function's name and documentation calls nothing.
_COPIES_NAMES = {"functools.wraps", "functools.update_wrapper"}


class Passing:
    """The sessions that calls hand over.

    :param is_database: whether an expression is a session, connection, engine or factory, or carries one.
    """

    def __init__(self, model: Model, is_database: Callable[[ast.AST], bool]) -> None:
        self.model = model
        self.is_database = is_database
        places = (value for place, values in model.flow.places.items() if _says_decorated(place) for value in values)
        self.decorators = {value.function for value in places if isinstance(value, FunctionValue)}

    def given(self, site: Site) -> list[ast.expr]:
        """Return the arguments of a call that are database objects or carry one."""
        arguments = [*site.node.args, *(keyword.value for keyword in site.node.keywords if keyword.arg)]
        return [argument for argument in arguments if self.is_database(argument)]

    def takes_from_rest(self, function: Function) -> bool:
        """Whether a function has a session of what it does not name: `kwargs.get("session")`."""
        rest = _rest(function)
        if not rest:
            return False
        for node in own(function):
            match node:
                case (
                    ast.Assign(value=value, targets=[target]) | ast.AnnAssign(value=ast.expr() as value, target=target)
                ):
                    if self.is_database(target) and _names(value) & rest:
                        return True
        return bool(self._keywords(function) - {parameter.arg for parameter in function.parameters})

    def may_give(self, function: Function, site: Site, named: set[str]) -> bool:
        """Whether a call may hand a session to a function: one is seen, or something unknown in the place of one.

        :param named: the parameters that hold one at other calls.
        """
        call = site.node
        if self.given(site) or any(isinstance(argument, ast.Starred) for argument in call.args):
            return True
        names = [parameter.arg for parameter in function.parameters]
        bound = function.owner is not None and not function.has("builtins.staticmethod")
        taken = {*names[bound : bound + len(call.args)], *(keyword.arg for keyword in call.keywords)}
        return None in taken or bool(taken & (named | self._keywords(function)))

    def _keywords(self, function: Function) -> set[str | None]:
        """Return the keywords that a function is given a session by."""
        keywords = [keyword for site in self.model.callers.get(function, ()) for keyword in site.node.keywords]
        return {keyword.arg for keyword in keywords if keyword.arg and self.is_database(keyword.value)}

    def hands_on(self, site: Site) -> bool:
        """Whether a call hands on what its own function was given, of which nothing shows a session."""
        if site.function is None or self.given(site):
            return False
        parameters = {parameter.arg for parameter in site.function.parameters} | _rest(site.function)
        starred = [argument.value for argument in site.node.args if isinstance(argument, ast.Starred)]
        starred += [keyword.value for keyword in site.node.keywords if keyword.arg is None]
        return any(_names(part) & parameters for part in starred)

    def is_decorators_own(self, module: Module, node: ast.AST, function: Function) -> bool:
        """Whether a function is used by the decorator that it is part of: `return wrapper`, `@wraps(function)`."""
        parent = module.parents.get(node)
        if isinstance(parent, ast.Return):
            return function.parent in self.decorators
        site = self.model.site(parent) if isinstance(parent, ast.Call) else None
        return site is not None and bool(_COPIES_NAMES.intersection(site.externals))


def _says_decorated(place: object) -> bool:
    return isinstance(place, tuple) and len(place) == 2 and place[1] == "decorated by"


def _rest(function: Function) -> set[str]:
    """Return the names of a function's `*args` and `**kwargs`."""
    arguments = function.definition.args
    return {argument.arg for argument in (arguments.vararg, arguments.kwarg) if argument is not None}


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
