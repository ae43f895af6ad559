"""Functions that Starlette's BaseHTTPMiddleware runs around each request, with the calls that go on to the app."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.program.entities import own
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function

BASE = "starlette.middleware.base.BaseHTTPMiddleware"
_DECORATORS = ("fastapi.FastAPI.middleware()", "starlette.applications.Starlette.middleware()")


@dataclass(frozen=True, eq=False)
class Dispatch:
    """One such function.

    :param request: the name of its first parameter.
    :param calls: the calls of `call_next`, at least one.
    """

    function: Function
    request: str
    calls: tuple[ast.Call, ...]


def dispatches(model: Model) -> Iterator[Dispatch]:
    """Yield these functions: methods `dispatch`, what `@app.middleware("http")` decorates, what `dispatch=` names."""
    functions = [
        function
        for function in model.program.functions
        if (function.owner is not None and function.name == "dispatch" and BASE in function.owner.externals())
        or function.has(*_DECORATORS)
    ]
    for site in model.sites:
        for keyword in site.node.keywords:
            if keyword.arg == "dispatch":
                functions += [one.function for one in model.values(keyword.value) if isinstance(one, FunctionValue)]
    for function in dict.fromkeys(functions):
        names = [parameter.arg for parameter in function.parameters if parameter.arg not in {"self", "cls"}]
        if len(names) == 2:
            calls = tuple(_calls(function, names[1]))
            if calls:
                yield Dispatch(function, names[0], calls)


def _calls(function: Function, name: str) -> Iterator[ast.Call]:
    for node in own(function.node):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node
