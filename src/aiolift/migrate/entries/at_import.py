"""A module's own code calls an async function: `run_async(main)()`, where no event loop runs at import.

pytest collects, and Python runs a script, outside of any event loop; a server imports its application inside of one.
The engine is disposed of with the loop, so that the tests open connections of their own.
"""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.engines.schema_calls import bind_of
from aiolift.knowledge.database import ENGINE, SESSIONS
from aiolift.migrate.colour import Kind
from aiolift.migrate.entries import run_async
from aiolift.program.fixtures import is_among_tests, is_test_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.bridges.globals import Globals
    from aiolift.migrate.colour import Blocked, Colour, Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "run-at-import"
_WHY = "no event loop runs while this module is imported"


class AtImport:
    """Which calls of modules' own code can start an event loop for themselves."""

    def __init__(self, model: Model, database: Globals) -> None:
        self.model = model
        self._globals = database

    def can_start(self, place: Blocked, colour: Colour) -> bool:
        """Whether a place is a call whose coroutine a loop of its own can run, and nothing is left of that loop."""
        module, call = place.module, place.node
        if not isinstance(call, ast.Call) or not isinstance(module.parents.get(call), ast.Expr):
            return False
        site = self.model.site(call)
        if site is None or not site.targets or not self._is_alone(module, call):
            return False
        if not all(colour.changes(target) and colour.kind(target) is Kind.COROUTINE for target in site.targets):
            return False
        return self._outside_of_loops(module) and self._leaves_nothing

    def can_start_in_thread(self, place: Blocked, colour: Colour) -> bool:
        """Whether a thread can run the coroutine of a place to its end, and what the loop opened can be closed."""
        module, call = place.module, place.node
        if not isinstance(call, ast.Call) or getattr(module.parents.get(call), "value", None) is not call:
            return False
        statement, site = module.statement(call), self.model.site(call)
        if site is None or not self._is_alone(module, call) or self._binds_session:
            return False
        if not site.targets:
            bind = bind_of(call)
            return isinstance(statement, ast.Expr) and bind is not None and self.model.kinds(bind) == {ENGINE}
        if not all(colour.changes(target) and colour.kind(target) is Kind.COROUTINE for target in site.targets):
            return False
        if any(isinstance(node, ast.Import | ast.ImportFrom) for target in site.targets for node in target.own):
            return False  # it would wait for the import that waits for it
        memory = {
            made.in_memory
            for made in self._globals
            if not is_among_tests(made.module) and any(ENGINE in self.model.kinds(one.value) for one in made.makings)
        }
        return memory == {True} or (True not in memory and bool(run_async.engines(self.model)))

    def _is_alone(self, module: Module, call: ast.Call) -> bool:
        """Whether a call is a module's own statement, be it under an `if` or `try`, with plain arguments."""
        outside = module.ancestors(module.parents[call])
        if not all(isinstance(outer, ast.Module | ast.If | ast.Try) for outer in outside):
            return False
        return not any(isinstance(node, ast.Call) and node is not call for node in ast.walk(call))

    def _outside_of_loops(self, module: Module) -> bool:
        """Whether pytest imports a module while it collects: what others import may be loaded by a server."""
        if is_test_module(module):
            return True
        importers = self._importers.get(module, set())
        return is_among_tests(module) and all(is_among_tests(importer) for importer in importers)

    @cached_property
    def _importers(self) -> dict[Module, set[Module]]:
        found: dict[Module, set[Module]] = {}
        for module in self.model.program.modules:
            for node in self.model.walk(module):
                if isinstance(node, ast.ImportFrom):
                    source = self.model.flow.import_source(node, module)
                    if source is not None and not isinstance(source, str):
                        found.setdefault(source, set()).add(module)
        return found

    @cached_property
    def _leaves_nothing(self) -> bool:
        """Whether what the loop opened can be closed with it: engines that modules own, of which none is in memory."""
        if any(made.in_memory for made in self._globals):
            return False  # its tables would go with its connection
        return not self._binds_session and bool(run_async.engines(self.model))

    @cached_property
    def _binds_session(self) -> bool:
        return any(self.model.kinds(making.value) & SESSIONS for made in self._globals for making in made.makings)


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: these calls are found when colours are settled."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Make a plain function of the async one for the call."""
    for place in context.bridges.started:
        assert isinstance(place.node, ast.Call)
        context.owners[place.node] = RULE
        name = run_async.name_in(context, place.module)
        context.wrap(place.module, place.node.func, f"{name}(", ")", RULE, _WHY)
