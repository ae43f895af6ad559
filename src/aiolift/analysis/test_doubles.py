"""What a test puts in the place of a session or service tells nothing of the program, where the real one is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.program.entities import Class
from aiolift.program.fixtures import is_among_tests
from aiolift.program.values import NOTHING, ClassValue, External, FunctionValue, Instance

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.program.values import Value

_MOCKS = ("unittest.mock.", "mock.", "pytest_mock.")


def leave_out(model: Model) -> None:
    """Take mocks and the tests' own classes out of the values of a program's code, where they stand beside others."""
    nodes = model.flow.nodes
    for module in model.program.modules:
        if is_among_tests(module):
            continue
        for node in model.walk(module):
            values = nodes.get(node, NOTHING)
            if len(values) > 1:
                real = frozenset(value for value in values if not _is_double(value))
                if real and len(real) < len(values):
                    nodes[node] = real


def _is_double(value: Value) -> bool:
    match value:
        case Instance(Class() as cls) | ClassValue(cls):
            return is_among_tests(cls.module)
        case Instance(str(name)) | External(name):
            return name.startswith(_MOCKS)
        case FunctionValue(function):
            return function.owner is not None and is_among_tests(function.module)
        case _:
            return False
