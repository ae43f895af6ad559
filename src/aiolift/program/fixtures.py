"""pytest's fixtures: which function gives a test's parameter its value."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiolift.program.entities import Function
    from aiolift.program.program import Program


def is_fixture(function: Function) -> bool:
    """Whether a function is decorated as a fixture."""
    for decorator in getattr(function.node, "decorator_list", []):
        named = decorator.func if isinstance(decorator, ast.Call) else decorator
        if (getattr(named, "attr", None) or getattr(named, "id", None)) == "fixture":
            return True
    return False


def is_test(function: Function) -> bool:
    """Whether pytest collects a function as a test, by its default names."""
    return function.name.startswith("test") and isinstance(function.node, ast.FunctionDef | ast.AsyncFunctionDef)


def fixture_name(function: Function) -> str:
    """Return the name that tests ask for: the function's, or `@pytest.fixture(name=…)`."""
    for decorator in getattr(function.node, "decorator_list", []):
        for keyword in getattr(decorator, "keywords", []):
            if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                return str(keyword.value.value)
    return function.name


def by_name(functions: Iterable[Function]) -> dict[str, list[Function]]:
    """Return those of the functions that are fixtures, by the name that tests ask for."""
    found: dict[str, list[Function]] = {}
    for function in functions:
        if is_fixture(function):
            found.setdefault(fixture_name(function), []).append(function)
    return found


def fixture_for(program: Program, function: Function, parameter: str) -> Function | None:
    """Return the fixture that pytest passes to a test or fixture: of its own module, else of the nearest conftest."""
    if not (is_test(function) or is_fixture(function)):
        return None
    here = function.module.file.name
    best: tuple[int, Function] | None = None
    for candidate in program.fixtures.get(parameter, ()):
        if candidate is function:
            continue
        there = candidate.module.file.name
        if there == here:
            rank = 1000
        elif there.name == "conftest.py" and there.parent in here.parents:
            rank = len(there.parts)
        else:
            rank = 0  # a plugin module, or an imported fixture
        if best is None or rank > best[0]:
            best = (rank, candidate)
    return best[1] if best else None
