"""Which tests, of those that have an event loop each, use the connections of an engine."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.knowledge.coroutines import ASYNC_ENGINE
from aiolift.knowledge.database import ASYNC_SESSIONS
from aiolift.program.fixtures import fixture_for, is_test_module
from aiolift.program.values import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.definitions import Definitions
    from aiolift.analysis.engines.engines import Engine
    from aiolift.analysis.model import Model, Site
    from aiolift.analysis.reachable import Reachable
    from aiolift.analysis.testing.async_tests import AsyncTests
    from aiolift.program.entities import Function

_CONNECTS = {"begin", "connect", "execute", "run_sync"}
_PATCHES = {"setattr", "patch", "object", "setitem"}


class EngineTests:
    """The uses of engines in the tests of `model`'s program.

    :param tests: its async tests and fixtures.
    """

    def __init__(self, model: Model, definitions: Definitions, reachable: Reachable, tests: AsyncTests) -> None:
        self._model = model
        self._definitions = definitions
        self._reachable = reachable
        self._tests = tests

    def users(self, engine: Engine) -> list[Function]:
        """Return the tests with loops of their own that connect by an engine, and do not dispose of it.

        There are none where the tests put something else in its place.
        """
        if self._is_replaced(engine):
            return []
        own = (test for test in self._tests.tests() if self._tests.loop_scope(test) == "function")
        return [test for test in own if self._uses(test, engine)]

    def connecting(self, functions: Iterable[Function]) -> set[ast.AST]:
        """Return the engines that some functions connect by, as the calls that made them, as far as they are known."""
        return set().union(*(self._connecting.get(function, set()) for function in functions))

    def _uses(self, test: Function, engine: Engine) -> bool:
        asked = self._asked(test)
        if any(self._tests.loop_scope(fixture) != "function" for fixture in asked if fixture.is_async):
            return False
        functions = set(self._reachable.from_([test, *asked]))
        sites = [site for function in functions for site in self._model.calls_in.get(function, ())]
        if any(isinstance(site.node.func, ast.Attribute) and site.node.func.attr == "dispose" for site in sites):
            return False
        asks = bool(self._model.calls_in.get(test))
        if asks and any(name.endswith(".ASGITransport") for site in sites for name in site.externals):
            functions |= set(self._reachable.per_request)
        return any(engine.node in self._connecting.get(function, ()) for function in functions)

    def _asked(self, test: Function) -> list[Function]:
        """Return the fixtures that a test asks for, those that they ask for, and those that nobody asks for."""
        found = dict.fromkeys(self._unasked)
        waiting = [test, *found]
        while waiting:
            function = waiting.pop()
            for parameter in function.parameters:
                fixture = fixture_for(self._model.program, function, parameter.arg)
                if fixture is not None and fixture not in found:
                    found[fixture] = None
                    waiting.append(fixture)
        return list(found)

    @cached_property
    def _unasked(self) -> list[Function]:
        """The fixtures that every test has (`autouse`), as far as one file can tell."""
        fixtures = (fixture for found in self._model.program.fixtures.values() for fixture in found)
        return [fixture for fixture in fixtures if "autouse=True" in map(ast.unparse, _keywords(fixture))]

    @cached_property
    def _connecting(self) -> dict[Function, set[ast.AST]]:
        """The engines that each function connects by, as the calls that made them."""
        found: dict[Function, set[ast.AST]] = defaultdict(set)
        for site in self._model.sites:
            if site.function is not None:
                found[site.function].update(self._engines(site))
        return found

    def _engines(self, site: Site) -> Iterator[ast.AST]:
        function = site.node.func
        if any(name in ASYNC_SESSIONS or name.endswith("async_sessionmaker.__call__") for name in site.externals):
            for session in self._model.instances(site.node):
                for part in session.of:
                    call = part.node if isinstance(part, Cell) else None
                    made = self._model.site(call) if isinstance(call, ast.Call) else None
                    if made is not None:
                        yield from self._written(made, _bound(made.node))
        elif isinstance(function, ast.Attribute) and function.attr in _CONNECTS and self._is_engine(function.value):
            yield from self._written(site, function.value)

    def _is_engine(self, node: ast.expr) -> bool:
        return ASYNC_ENGINE in self._model.kinds(node)

    def _written(self, site: Site, node: ast.expr | None) -> Iterator[ast.AST]:
        if node is not None:
            yield from (written for _, written in self._definitions.of(site.module, node))

    def _is_replaced(self, engine: Engine) -> bool:
        """Whether tests patch the engine or what is made with it, or override what gives a session."""
        names = {*_names(engine.site)}
        for site in self._model.sites:
            if any(name.endswith("async_sessionmaker") for name in site.externals):
                names |= {*_names(site)}
        for module in self._model.program.modules:
            if not is_test_module(module):
                continue
            if module.mentions("dependency_overrides"):
                return True
            for call in module.nodes(ast.Call):
                if getattr(call.func, "attr", getattr(call.func, "id", "")) in _PATCHES:
                    texts = [str(part.value) for part in call.args if isinstance(part, ast.Constant)]
                    if not names.isdisjoint(text.rpartition(".")[2] for text in texts):
                        return True
        return False


def _keywords(function: Function) -> Iterator[ast.keyword]:
    for decorator in getattr(function.node, "decorator_list", []):
        yield from getattr(decorator, "keywords", [])


def _bound(call: ast.Call) -> ast.expr | None:
    """Return the engine that a session or its factory is given."""
    return next((given.value for given in call.keywords if given.arg == "bind"), call.args[0] if call.args else None)


def _names(site: Site) -> Iterator[str]:
    """Yield the names that the result of a call is assigned to."""
    match site.module.parents.get(site.node):
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
