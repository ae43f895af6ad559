"""`Callable[[…], T]` of a parameter that is given async functions becomes `Callable[[…], Awaitable[T]]`.

Where they are generators, `Callable[[…], Generator[T, None, None]]` becomes `Callable[[…], AsyncGenerator[T, None]]`;
where they give context managers, `AbstractContextManager[T]` becomes `AbstractAsyncContextManager[T]`.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate.colour import Kind
from aiolift.migrate.rewrite.definitions import generator_type
from aiolift.program.entities import Class
from aiolift.program.values import External, FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module
    from aiolift.program.values import Value

RULE = "callable-type"
_CALLABLE = "typing.Callable"
_AWAITABLE = {"typing.Awaitable", "typing.Coroutine"}


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a type does no I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Say what the functions that a parameter is given return now."""
    for function in context.model.program.functions:
        for parameter in function.parameters:
            if parameter.annotation is None:
                continue
            given = {found for value in context.model.values(parameter) for found in _called(context.model, value)}
            kinds = {context.colour.kind(one) for one in given if context.colour.changes(one)}
            for node in ast.walk(parameter.annotation) if kinds else ():
                match node:
                    case ast.Subscript(value=named, slice=ast.Tuple(elts=[_, result])) if _is(
                        context, named, {_CALLABLE}
                    ):
                        if Kind.COROUTINE in kinds:
                            _awaitable(context, function.module, named, result)
                        else:
                            generator_type(context, function.module, result)


def _called(model: Model, value: Value) -> Iterator[Function]:
    """Yield what a call of a value runs."""
    match value:
        case FunctionValue(function):
            yield function
        case Instance(Class() as cls):
            for found in model.flow.member(cls, "__call__", value):
                if isinstance(found, FunctionValue):
                    yield found.function


def _awaitable(context: Context, module: Module, named: ast.expr, result: ast.expr) -> None:
    outer = result.value if isinstance(result, ast.Subscript) else result
    if _is(context, outer, _AWAITABLE):
        return
    source = context.imported_from(module, named) or "collections.abc"
    name = context.imports(module).need(source, "Awaitable")
    context.wrap(module, result, f"{name}[", "]", RULE, "it is given async functions")


def _is(context: Context, node: ast.expr, names: set[str]) -> bool:
    return any(isinstance(value, External) and value.name in names for value in context.model.values(node))
