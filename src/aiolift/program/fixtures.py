"""pytest's fixtures: which function gives a test's parameter its value."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiolift.program.entities import Function
    from aiolift.program.program import Program
    from aiolift.program.source import Module

_FOLDERS = frozenset({"test", "tests", "testing"})


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


def is_in_tests(function: Function) -> bool:
    """Whether a function stands in a module of tests, where pytest's configuration may call it a test."""
    module = function.module
    return module.mentions("pytest") and any(
        isinstance(statement, ast.Import | ast.ImportFrom)
        and any(name.partition(".")[0] == "pytest" for name in imported_modules(statement))
        for statement in module.tree.body
    )


def is_test_module(module: Module) -> bool:
    """Whether pytest reads the fixtures of a module, by its default file names."""
    name = module.file.name.name
    return name == "conftest.py" or name.startswith("test_") or name.endswith("_test.py")


def is_among_tests(module: Module) -> bool:
    """Whether a module is one of tests, or stands in a folder of them, by the usual names."""
    return is_test_module(module) or not _FOLDERS.isdisjoint(module.file.name.parts)


def has_scope(function: Function, scope: str = "session") -> bool:
    """Whether a function is a fixture that is decorated with this scope."""
    return is_fixture(function) and any(
        keyword.arg == "scope" and isinstance(keyword.value, ast.Constant) and keyword.value.value == scope
        for decorator in getattr(function.node, "decorator_list", [])
        for keyword in getattr(decorator, "keywords", [])
    )


def imported_modules(statement: ast.Import | ast.ImportFrom) -> list[str]:
    """Return the modules that an import statement names."""
    return (
        [statement.module or ""] if isinstance(statement, ast.ImportFrom) else [alias.name for alias in statement.names]
    )


def fixture_name(function: Function) -> str:
    """Return the name that tests ask for: the function's, or `@pytest.fixture(name=…)`."""
    for decorator in getattr(function.node, "decorator_list", []):
        for keyword in getattr(decorator, "keywords", []):
            if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                return str(keyword.value.value)
    return function.name


def parametrised(function: Function, parameter: str) -> list[ast.expr]:
    """Return the values that `@pytest.mark.parametrize` lists for a parameter of a test."""
    found: list[ast.expr] = []
    for decorator in getattr(function.node, "decorator_list", []):
        if any(keyword.arg == "indirect" for keyword in getattr(decorator, "keywords", [])):
            continue  # these are given to the fixture of that name
        match decorator:
            case ast.Call(
                func=ast.Attribute(attr="parametrize"), args=[names, ast.List(elts=rows) | ast.Tuple(elts=rows), *_]
            ):
                for row in rows:
                    found += _of_row(_names(names), row, parameter)
    return found


def _names(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [name.strip() for name in node.value.split(",")]
    return [str(part.value) for part in getattr(node, "elts", []) if isinstance(part, ast.Constant)]


def _of_row(names: list[str], row: ast.expr, parameter: str) -> list[ast.expr]:
    if parameter not in names:
        return []
    position = names.index(parameter)
    if isinstance(row, ast.Call) and getattr(row.func, "attr", None) == "param":
        return row.args[position : position + 1]
    if len(names) == 1:
        return [row]
    return row.elts[position : position + 1] if isinstance(row, ast.Tuple | ast.List) else []


def by_name(functions: Iterable[Function]) -> dict[str, list[Function]]:
    """Return those of the functions that are fixtures, by the name that tests ask for.

    `session = pytest.fixture(get_session, scope="module")` makes one without a decorator.
    """
    found: dict[str, list[Function]] = {}
    tops: dict[tuple[Module, str], Function] = {}
    for function in functions:
        if is_fixture(function):
            found.setdefault(fixture_name(function), []).append(function)
        if function.parent is not None and function.parent.parent is None:
            tops[function.module, function.name] = function
    for module in dict.fromkeys(module for module, _ in tops):
        for statement in module.tree.body:
            match statement:
                case ast.Assign(
                    targets=[ast.Name(id=name)],
                    value=ast.Call(
                        func=ast.Attribute(attr="fixture") | ast.Name(id="fixture"), args=[ast.Name(id=made)]
                    ),
                ) if (module, made) in tops:
                    found.setdefault(name, []).append(tops[module, made])
    return found


def may_ask(function: Function) -> bool:
    """Whether pytest may pass fixtures to a function."""
    return is_test(function) or is_fixture(function) or is_in_tests(function)


def fixture_for(program: Program, function: Function, parameter: str) -> Function | None:
    """Return the fixture that pytest passes to a test or fixture: of its own module, else of the nearest conftest."""
    if function not in program.asking:
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
