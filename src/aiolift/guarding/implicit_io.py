"""Reads of attributes that are not loaded, and other I/O of an async engine without an ``await``.

SQLAlchemy raises ``MissingGreenlet`` for it, which a framework may turn into an answer of its own; a test that reads
the attribute itself meets it. Inside of ``run_sync`` and ``awaitable_attrs`` such a load is awaited, and right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Engine, event
from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.orm import Session

from aiolift.errors import ImplicitIOError
from aiolift.implicit_io import error_of

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import ExceptionContext
    from sqlalchemy.orm import ORMExecuteState

    from aiolift.guarding.block import Guard


class ImplicitIO:
    """The sensor."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def start(self) -> None:
        """See `Sensor`."""
        event.listen(Session, "do_orm_execute", self._load, insert=True)  # aiolift's own listener raises
        event.listen(Engine, "handle_error", self._error)

    def stop(self) -> None:
        """See `Sensor`."""
        event.remove(Session, "do_orm_execute", self._load)
        event.remove(Engine, "handle_error", self._error)

    def _load(self, state: ORMExecuteState) -> None:
        error = error_of(state)
        if error is not None and state.session.get_bind(**state.bind_arguments).dialect.is_async:
            self._guard.note_here(ImplicitIOError, str(error), in_test=False)

    def _error(self, context: ExceptionContext) -> None:
        if isinstance(context.original_exception, MissingGreenlet):
            self._guard.note_here(
                ImplicitIOError,
                "an async engine or session is used without an await. Use AsyncSession's own methods, or "
                "await session.run_sync(function)",
                in_test=False,
            )
