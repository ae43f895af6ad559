"""What rules look at: the program with its values, and the facts that several rules ask for, worked out once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.errors import UnparsableFileError
from aiolift.knowledge.coroutines import ASYNC_CONNECTION
from aiolift.knowledge.database import ASYNC_SESSIONS
from aiolift.lint.finding import Finding, Place
from aiolift.lint.secrets import hidden

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Sequence

    from aiolift.analysis.awaiting.unawaited import Unawaited
    from aiolift.analysis.bindings import Bindings
    from aiolift.analysis.definitions import Definitions
    from aiolift.analysis.engines.engines import Engine
    from aiolift.analysis.event_loop.blocked_loops import BlockedLoop
    from aiolift.analysis.model import Model
    from aiolift.analysis.objects.expiry import Expiry
    from aiolift.analysis.objects.loading import Loading
    from aiolift.analysis.reachable import Reachable
    from aiolift.analysis.requirements.declared import Declared
    from aiolift.analysis.requirements.releases import Releases
    from aiolift.analysis.sessions.async_sessions import AsyncSessions
    from aiolift.analysis.sessions.committing_units import CommittingUnit
    from aiolift.analysis.sessions.ended_sessions import EndedSessions
    from aiolift.analysis.sessions.long_lived import LongLived
    from aiolift.analysis.sessions.shared_sessions import SharedSessions
    from aiolift.analysis.sessions.traces import Traces
    from aiolift.analysis.statements.foreign_parts import ForeignParts
    from aiolift.analysis.testing.async_tests import AsyncTests
    from aiolift.analysis.testing.engine_tests import EngineTests
    from aiolift.analysis.web.dependencies import Dependencies
    from aiolift.lint.finding import Step
    from aiolift.program.edits import Edit
    from aiolift.program.entities import Function
    from aiolift.program.source import Module
    from aiolift.program.text import TextFile


class Subject:
    """A program under study.

    :param model: its modules and values.
    :param others: its other text files that rules read: requirements, settings.
    """

    def __init__(self, model: Model, others: Sequence[TextFile] = ()) -> None:
        self.model = model
        self.others = others

    def prepare(self) -> None:
        """Work out the facts that most families of rules ask for, before two processes do so."""
        _ = self.model.callers, self.model.asking, self.model.mapping

    @cached_property
    def forms(self) -> tuple[tuple[Module, ast.expr, str], ...]:
        """The expressions that `with`, `for` or `await` cannot work on, with what is wrong."""
        from aiolift.analysis.awaiting import async_forms

        return tuple(async_forms.find(self.model))

    @cached_property
    def blocked_loops(self) -> tuple[BlockedLoop, ...]:
        """The calls that block an event loop."""
        from aiolift.analysis.event_loop.blocked_loops import blocked_loops

        return tuple(blocked_loops(self.model))

    @cached_property
    def unawaited(self) -> tuple[Unawaited, ...]:
        """The calls and reads that give a coroutine which nobody awaits, where it cannot be that of a sync object."""
        from aiolift.analysis.awaiting.sync_twins import SyncTwins
        from aiolift.analysis.awaiting.unawaited import coroutines

        twins = SyncTwins(self.model)
        sites = {site.node: site for site in self.model.sites}
        return tuple(
            found
            for found in coroutines(self.model)
            if found.node not in sites or not twins.may_be_sync(sites[found.node])
        )

    @cached_property
    def bindings(self) -> Bindings:
        """What names are bound to."""
        from aiolift.analysis.bindings import Bindings

        return Bindings(self.model)

    @cached_property
    def dependencies(self) -> Dependencies:
        """FastAPI's dependencies."""
        from aiolift.analysis.web.dependencies import Dependencies

        return Dependencies(self.model)

    @cached_property
    def fastapi(self) -> Releases:
        """The releases of FastAPI that the program can run with."""
        from aiolift.analysis.requirements.releases import releases

        return releases(self.others, "fastapi")

    @cached_property
    def sessions(self) -> AsyncSessions:
        """The async sessions."""
        from aiolift.analysis.sessions.async_sessions import AsyncSessions

        return AsyncSessions(self.model)

    @cached_property
    def connected(self) -> AsyncSessions:
        """The async sessions and connections: what one task can use at a time."""
        from aiolift.analysis.sessions.async_sessions import AsyncSessions

        return AsyncSessions(self.model, ASYNC_SESSIONS | {ASYNC_CONNECTION})

    @cached_property
    def shared_sessions(self) -> SharedSessions:
        """Which expressions work on one session."""
        from aiolift.analysis.sessions.shared_sessions import SharedSessions

        return SharedSessions(self.model, self.sessions)

    @cached_property
    def loading(self) -> Loading:
        """Where objects come from, and which of their relationships are loaded."""
        from aiolift.analysis.objects.loading import Loading

        return Loading(self.model, self.sessions)

    @cached_property
    def committing_units(self) -> tuple[CommittingUnit, ...]:
        """The units of work that commit by themselves."""
        from aiolift.analysis.sessions.committing_units import CommittingUnits
        from aiolift.analysis.sessions.unit_of_work import UnitOfWork

        unit_of_work = UnitOfWork(self.model, ASYNC_SESSIONS)
        return tuple(CommittingUnits(self.model, self.sessions, self.dependencies, unit_of_work).find())

    @cached_property
    def requirements(self) -> tuple[tuple[TextFile, Declared], ...]:
        """What the program requires, with the file that says so."""
        from aiolift.analysis.requirements.declared import declared_in, declares

        found: list[tuple[TextFile, Declared]] = []
        for file in self.others:
            if declares(file.name):
                with suppress(UnparsableFileError):  # it is not this program's Python: its own tools say so
                    found += [(file, item) for item in declared_in(file)]
        return tuple(found)

    @cached_property
    def ended_sessions(self) -> EndedSessions:
        """The sessions that are closed before the response is sent, or can be with the FastAPI that is asked for."""
        from aiolift.analysis.sessions.ended_sessions import EndedSessions, ends_early

        early = ends_early(self.fastapi)
        return EndedSessions(self.model, self.sessions, self.dependencies, self.traces, self.reachable, early=early)

    @cached_property
    def traces(self) -> Traces:
        """What becomes of sessions."""
        from aiolift.analysis.sessions.traces import Traces

        return Traces(self.model)

    @cached_property
    def long_lived(self) -> LongLived:
        """What is kept for as long as the process lives."""
        from aiolift.analysis.sessions.long_lived import LongLived

        return LongLived(self.model)

    @cached_property
    def expiry(self) -> Expiry:
        """The reads of expired objects."""
        from aiolift.analysis.objects.expiry import Expiry

        return Expiry(self.model, self.sessions, self.loading)

    @cached_property
    def definitions(self) -> Definitions:
        """Where the values behind names were written down."""
        from aiolift.analysis.definitions import Definitions

        return Definitions(self.model)

    @cached_property
    def foreign_parts(self) -> ForeignParts:
        """The parts of texts that do not stand in the program."""
        from aiolift.analysis.statements.foreign_parts import ForeignParts

        return ForeignParts(self.model, self.definitions, self.bindings)

    @cached_property
    def engines(self) -> tuple[Engine, ...]:
        """The engines that the program makes."""
        from aiolift.analysis.engines.engines import engines

        return tuple(engines(self.model, self.definitions))

    @cached_property
    def engine_tests(self) -> EngineTests:
        """Which tests use which engines."""
        from aiolift.analysis.testing.engine_tests import EngineTests

        return EngineTests(self.model, self.definitions, self.reachable, self.async_tests)

    @cached_property
    def reachable(self) -> Reachable:
        """Which functions run because another one does."""
        from aiolift.analysis.reachable import Reachable

        return Reachable(self.model)

    @cached_property
    def async_tests(self) -> AsyncTests:
        """The async tests and fixtures."""
        from aiolift.analysis.testing.async_tests import AsyncTests

        return AsyncTests(self.model, self.others)

    def place(self, module: Module, node: ast.AST) -> Place:
        """Return the place of a node."""
        return Place.of(module.file, module.start(node), module.end(node))

    def finding(
        self,
        code: str,
        module: Module,
        node: ast.AST,
        message: str,
        *,
        help: str,  # noqa: A002 -- the field's name
        fix: Iterable[Edit] = (),
        chain: Iterable[Step] = (),
        named: Place | None = None,
    ) -> Finding:
        """Return a finding that marks a node, its texts without passwords; the parameters are those of `Finding`."""
        steps = tuple(replace(step, text=hidden(step.text)) for step in chain)
        return Finding(code, self.place(module, node), hidden(message), help, tuple(fix), steps, named)

    def named(
        self,
        code: str,
        function: Function,
        message: str,
        *,
        help: str,  # noqa: A002 -- as above
        chain: Iterable[Step] = (),
    ) -> Finding:
        """Return a finding that marks the name in a function's definition."""
        module, node = function.module, function.node
        start = module.text.index(function.name, module.start(node) + len("def"))
        place = Place.of(module.file, start, start + len(function.name))
        return Finding(code, place, message, help, chain=tuple(chain))
