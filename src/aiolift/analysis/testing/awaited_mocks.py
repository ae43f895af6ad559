"""Methods of plain mocks whose result a test sets, and which the program awaits."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.testing.test_objects import MOCKS
from aiolift.program.fixtures import is_among_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.analysis.reachable import Reachable
    from aiolift.analysis.sessions.traces import Traces
    from aiolift.program.entities import Function
    from aiolift.program.source import Module


@dataclass(frozen=True, eq=False)
class AwaitedMock:
    """A method of a mock.

    :param mock: the call that makes the mock.
    :param method: the method, where the test sets what it gives: `posts.get` of `posts.get.return_value = post`.
    :param value: what it gives.
    :param use: the call that is awaited, in the function `user`.
    """

    module: Module
    mock: ast.Call
    method: ast.Attribute
    value: ast.expr
    use: ast.Call
    user: Function


@dataclass(frozen=True, eq=False)
class _Read:
    """An attribute of a mock that is read, or set, in a function."""

    module: Module
    node: ast.Attribute
    function: Function

    @property
    def call(self) -> ast.Call | None:
        parent = self.module.parents[self.node]
        return parent if isinstance(parent, ast.Call) and parent.func is self.node else None

    @property
    def is_awaited(self) -> bool:
        return self.call is not None and isinstance(self.module.parents[self.call], ast.Await)

    @property
    def is_set(self) -> bool:
        """Whether it is given something else to be or to do: `posts.get = …`, `posts.get.side_effect = …`."""
        parent = self.module.parents[self.node]
        return isinstance(self.node.ctx, ast.Store) or getattr(parent, "attr", "") == "side_effect"

    @property
    def value(self) -> ast.expr | None:
        """What `return_value` of it is set to."""
        target = self.module.parents[self.node]
        match target, self.module.parents[target]:
            case ast.Attribute(attr="return_value", ctx=ast.Store()), ast.Assign(value=value):
                return value
        return None


class AwaitedMocks:
    """Follows the mocks of `model`'s tests through the objects that the tests make with them."""

    def __init__(self, model: Model, traces: Traces, reachable: Reachable) -> None:
        self._model = model
        self._traces = traces
        self._reachable = reachable

    def find(self) -> Iterator[AwaitedMock]:
        """Yield the methods that a test sets, and so expects to be called, where each call that it runs is awaited."""
        for site in self._model.sites:
            is_bare = not site.node.args and all(keyword.arg == "name" for keyword in site.node.keywords)
            if is_bare and MOCKS.intersection(site.externals) and is_among_tests(site.module):
                yield from self._of(site)

    def _of(self, site: Site) -> Iterator[AwaitedMock]:
        trace = self._traces.of(site.module, site.node)
        if any(self._is_foreign(site.module, node) for node in trace.nodes if node in site.module.parents):
            return
        reads = [
            _Read(module, node, function)
            for module, node in trace.reads
            if (function := self._model.function(module, node)) is not None
        ]
        for one in reads:
            if one.value is None:
                continue
            same = [read for read in reads if read.node.attr == one.node.attr]
            reached = self._reachable.from_([one.function])
            uses = [read for read in same if read.function in reached and read.call is not None]
            first = uses[0].call if uses else None
            if first is not None and all(read.is_awaited for read in uses) and not any(read.is_set for read in same):
                yield AwaitedMock(one.module, site.node, one.node, one.value, first, uses[0].function)

    def _is_foreign(self, module: Module, node: ast.AST) -> bool:
        """Whether a use may put something else into the mock: `monkeypatch.setattr(posts, …)`, `configure_mock(…)`."""
        use = module.parents[node]
        if isinstance(use, ast.Attribute):
            return use.attr in {"configure_mock", "attach_mock", "mock_add_spec"}
        call = module.parents[use] if isinstance(use, ast.keyword) else use
        site = self._model.site(call) if isinstance(call, ast.Call) else None
        return site is not None and not site.targets and bool(site.externals)
