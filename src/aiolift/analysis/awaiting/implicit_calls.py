"""Calls that no parentheses show: a property that is read, a context manager that is entered and left."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.program.entities import Class
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

_MANAGER = "contextlib.contextmanager"


@dataclass(frozen=True, eq=False)
class ImplicitCall:
    """An expression that runs functions of the program; see `analysis.model.Site`.

    :param node: the attribute that is read, or what `with` enters.
    """

    module: Module
    node: ast.expr
    function: Function | None
    targets: tuple[Function, ...]


def implicit_calls(model: Model) -> Iterator[ImplicitCall]:
    """Yield the reads of properties, and the `with`s over context managers of the program."""
    for read, places in model.properties.reads.items():
        for module, node in places:
            yield ImplicitCall(module, node, model.function(module, node), (read,))
    for module in model.program.modules:
        for entered in module.nodes(ast.With):
            for item in entered.items:
                if targets := tuple(_entered(model, item.context_expr)):
                    yield ImplicitCall(module, item.context_expr, model.function(module, entered), targets)


def _entered(model: Model, manager: ast.expr) -> Iterator[Function]:
    """Yield what entering and leaving a context manager runs, the body of a generator included."""
    site = model.site(manager) if isinstance(manager, ast.Call) else None
    if site is not None:
        yield from (target for target in site.targets if target.has(_MANAGER))
    for value in model.instances(manager):
        if isinstance(value.cls, Class):
            for name in ("__enter__", "__exit__"):
                for found in model.flow.member(value.cls, name, value):
                    if isinstance(found, FunctionValue):
                        yield found.function
