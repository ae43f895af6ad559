"""What a test puts in the place of a session or service tells nothing of the program, where the real one is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.program.entities import Class
from aiolift.program.fixtures import is_among_tests
from aiolift.program.values import ClassValue, External, FunctionValue, Instance

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.program.source import Module
    from aiolift.program.values import Value

_MOCKS = ("unittest.mock.", "mock.", "pytest_mock.")


def leave_out(model: Model) -> None:
    """Take mocks and the tests' own classes out of the values of a program's code, where they stand beside others."""
    nodes = model.flow.nodes
    several = {node for node, values in nodes.items() if len(values) > 1}
    tests = frozenset(module for module in model.program.modules if is_among_tests(module))
    for module in model.program.modules:
        if module in tests:
            continue
        for node in several.intersection(module.parents):
            values = nodes[node]
            real = frozenset(value for value in values if not _is_double(value, tests))
            if real and len(real) < len(values):
                nodes[node] = real


def _is_double(value: Value, tests: frozenset[Module]) -> bool:
    match value:
        case Instance(Class() as cls) | ClassValue(cls):
            return cls.module in tests
        case Instance(str(name)) | External(name):
            return name.startswith(_MOCKS)
        case FunctionValue(function):
            return function.owner is not None and function.module in tests
        case _:
            return False
