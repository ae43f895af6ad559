"""The pieces of code that stay sync as a whole."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate.bridges.units import own, unit_of
from aiolift.program.entities import Function

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.analysis.model import Model

CODE = """\
with open("a") as file:
    first = call_1()

class Settings:
    default = call_2()

    def method(self, limit=call_3()):
        def inner():
            return call_4()
        return inner
"""


def test_a_unit_is_the_statement_or_function_around(model: Callable[..., Model]) -> None:
    """A module's and a class's own statements count, and functions; a default runs outside of its function."""
    found = model(main=CODE)
    module = next(module for module in found.program.modules if module.name == "main")
    units = {}
    for node in module.parents:
        if isinstance(node, ast.Name) and node.id.startswith("call_"):
            unit = unit_of(found, module, node)
            units[node.id] = unit.qualname if isinstance(unit, Function) else type(unit).__name__
    assert units == {"call_1": "With", "call_2": "Assign", "call_3": "FunctionDef", "call_4": "method.inner"} | {
        "call_4": "Settings.method.inner"
    }


def test_own_nodes_leave_inner_functions_out(model: Callable[..., Model]) -> None:
    """What an inner function does runs when it is called."""
    found = model(main=CODE)
    method = next(function for function in found.program.functions if function.name == "method")
    assert not any(isinstance(node, ast.Name) and node.id == "call_4" for node in own(method))
    assert any(isinstance(node, ast.Return) for node in own(method))
