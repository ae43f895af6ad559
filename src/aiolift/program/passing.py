"""Which of the arguments that a call gives arrive where, through stars and through the wrappers of decorators."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program import nodes
from aiolift.program.entities import Function
from aiolift.program.values import NOTHING, Cell, ClassValue, Instance

if TYPE_CHECKING:
    from aiolift.program.values import Value, Values


def first_star(arguments: list[ast.expr]) -> int | None:
    """Return how many arguments of a call have a certain position; None where all have."""
    return next((number for number, one in enumerate(arguments) if isinstance(one, ast.Starred)), None)


def passed_on(wrapper: Function, receiver: Value | None, arguments: tuple[Values, ...]) -> tuple[Values, ...]:
    """Return what a wrapper passes to the function that it wraps by its `*args`, by position.

    What it passes by name, as the session in `function(session, *args)`, flows by that call. Where no call of the
    decorator's parameter is seen, all arguments are passed as they came.
    """
    decorator = wrapper.parent
    names = {parameter.arg for parameter in decorator.parameters} if isinstance(decorator, Function) else set()
    calls = [
        node
        for node in nodes.walk(wrapper.node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]
    if not calls:
        return arguments
    own = wrapper.definition.args
    for call in calls:
        number = first_star(call.args)
        star = call.args[number] if number is not None else None
        if (
            isinstance(star, ast.Starred)
            and own.vararg is not None
            and isinstance(star.value, ast.Name)
            and star.value.id == own.vararg.arg
        ):
            given = (*([frozenset([receiver])] if receiver is not None else []), *arguments)
            passed = (*[NOTHING] * (number or 0), *given[len(own.posonlyargs) + len(own.args) :])
            return passed[1:] if receiver is not None else passed
    return ()


def with_receiver(values: Values, method: Function, receiver: Value | None) -> Values:
    """Return what a method gives: its own object, and a container of such, are of the class that it is called on."""
    if method.owner is None or not isinstance(receiver, Instance | ClassValue) or isinstance(receiver.cls, str):
        return values
    returns = getattr(method.definition, "returns", None)
    is_self = getattr(returns, "id", getattr(returns, "attr", None)) == "Self"
    if not values and not is_self:
        return values
    own, made = Instance(method.owner), receiver if isinstance(receiver, Instance) else Instance(receiver.cls)
    if is_self:  # what super() gave is this object, too
        return frozenset([made])

    def of(value: Value) -> Value:
        if value == own:
            return made
        if isinstance(value, Instance) and any(not isinstance(part, Cell) and own in part for part in value.of):
            inside = (part if isinstance(part, Cell) else frozenset(map(of, part)) for part in value.of)
            return Instance(value.cls, tuple(inside))
        return value

    return values if own == made else frozenset(map(of, values))
