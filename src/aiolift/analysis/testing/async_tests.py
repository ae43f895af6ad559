"""Async tests and fixtures: who runs them, and on which event loop.

https://pytest-asyncio.readthedocs.io/en/stable/concepts.html
"""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.testing.pytest_settings import PytestSettings, settings_for
from aiolift.program.fixtures import is_fixture, is_test, is_test_module

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function
    from aiolift.program.source import Module
    from aiolift.program.text import TextFile

_MARKS = ("asyncio", "anyio", "trio", "asyncio_cooperative", "tornado", "twisted")
#: Hooks of a conftest that may mark or run tests by themselves.
_HOOKS = ("pytest_collection_modifyitems", "pytest_pyfunc_call", "pytest_itemcollected", "pytest_pycollect_makeitem")


class AsyncTests:
    """The async tests and fixtures of a program.

    :param others: its files that can hold pytest's settings.
    """

    def __init__(self, model: Model, others: Sequence[TextFile]) -> None:
        self._model = model
        self._others = others
        self._settings: dict[Module, PytestSettings] = {}

    def settings(self, module: Module) -> PytestSettings:
        """Return what governs the tests of a module."""
        if module not in self._settings:
            self._settings[module] = settings_for(module.file.name, self._others)
        return self._settings[module]

    def tests(self) -> Iterator[Function]:
        """Yield the async functions that pytest collects."""
        for function in self._model.program.functions:
            top = function.owner or function
            if not (function.is_async and is_test(function) and is_test_module(function.module)):
                continue
            if function.module.file.name.name == "conftest.py":  # read for its fixtures and hooks only
                continue
            if top.parent is not None and top.parent.parent is None and not is_fixture(function):
                yield function

    def fixtures(self) -> Iterator[Function]:
        """Yield the fixtures that are async functions or async generators."""
        for function in self._model.program.functions:
            if function.is_async and is_fixture(function):
                yield function

    @cached_property
    def has_hooks(self) -> bool:
        """Whether a conftest or plugin of the program may mark tests, or run them, by itself."""
        return any(function.name in _HOOKS for function in self._model.program.functions)

    @cached_property
    def uses_anyio(self) -> bool:
        """Whether anyio's plugin runs tests and fixtures here."""
        return any(
            module.mentions("mark.anyio")
            or module.mentions("anyio_backend")
            or (is_test_module(module) and self.settings(module).anyio_mode == "auto")
            for module in self._model.program.modules
        )

    def mark(self, function: Function) -> ast.expr | None:
        """Return the mark that has a test run on an event loop: its own, its class's or its module's."""
        nodes = list(getattr(function.node, "decorator_list", []))
        owner = function.owner
        if owner is not None:
            nodes += getattr(owner.node, "decorator_list", [])
            nodes += _assigned(getattr(owner.node, "body", []))
        nodes += _assigned(function.module.tree.body)
        for node in nodes:
            for inner in ast.walk(node):
                match inner:
                    case ast.Call(func=ast.Attribute(attr=name, value=ast.Attribute(attr="mark"))) if name in _MARKS:
                        return inner
                    case ast.Attribute(attr=name, value=ast.Attribute(attr="mark") | ast.Name(id="mark")) if (
                        name in _MARKS
                    ):
                        return inner
        return None

    def loop_scope(self, function: Function) -> str:
        """Return the scope of the event loop that a test or fixture runs on."""
        settings = self.settings(function.module)
        if not is_fixture(function):
            mark = self.mark(function)
            return _keyword(mark, "loop_scope") or _keyword(mark, "scope") or settings.test_scope
        for decorator in getattr(function.node, "decorator_list", []):
            if named := _keyword(decorator, "loop_scope"):
                return named
        return settings.fixture_scope or fixture_scope(function)


def fixture_scope(function: Function) -> str:
    """Return for how long a fixture's value is kept."""
    for decorator in getattr(function.node, "decorator_list", []):
        if found := _keyword(decorator, "scope"):
            return found
    return "function"


def _keyword(node: ast.expr | None, name: str) -> str | None:
    for keyword in getattr(node, "keywords", []):
        if keyword.arg == name and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    return None


def _assigned(body: list[ast.stmt]) -> list[ast.expr]:
    return [
        statement.value
        for statement in body
        if isinstance(statement, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in statement.targets)
    ]
