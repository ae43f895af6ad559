"""Whether somebody listens to what the fast path would skip; then the statement takes the ordinary path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiolift.reading import events

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine
    from sqlalchemy.orm import Mapper, Session

#: The events of an engine that the fast path does not fire; `handle_error` it does.
_ENGINE = (
    *("before_execute", "after_execute", "before_cursor_execute", "after_cursor_execute"),
    *("engine_connect", "set_connection_execution_options", "begin", "rollback", "commit"),
)
_DIALECT = ("do_execute", "do_execute_no_params", "do_setinputsizes")
_LOADING = ("load", "refresh")


class Watch:
    """Collections of listeners, of which some are expected: aiolift's, or SQLAlchemy's own."""

    __slots__ = ("_found", "_newest", "_number", "_parts", "expected")

    def __init__(self, parts: Iterable[Any] = (), expected: int = 0) -> None:
        self._parts = tuple(parts)
        self.expected = expected
        self._found = False
        self._number, self._newest = -1, None

    def __bool__(self) -> bool:
        """Whether there are listeners beyond the expected ones."""
        return self.found(events.registered())

    def found(self, registered: tuple[int, Any]) -> bool:
        """Return what `bool` does, without counting while no listener has come or gone.

        :param registered: what `events.registered` says now.
        """
        number, newest = registered
        if number != self._number or newest is not self._newest:
            self._found = sum(map(len, self._parts)) != self.expected
            self._number, self._newest = number, newest
        return self._found


def of_engine(engine: Engine) -> Watch:
    """Watch the events of an engine and of that whose events it shares. Those of aiolift that are there stay."""
    parts = events.engine_listeners(engine, _ENGINE)
    expected = sum(events.is_aiolifts(listener) for part in parts for listener in part)
    own, inherited = events.listeners(engine.dialect.dispatch, _DIALECT)
    return Watch([*parts, *own, *inherited], expected)


def of_session_class(session_class: type[Session], base: type[Session]) -> Watch:
    """Watch the events of a class of sessions. Its listeners that `base` does not have are aiolift's."""
    listeners = events.class_listeners(session_class)
    return Watch(listeners, sum(map(len, listeners)) - sum(map(len, events.class_listeners(base))))


def of_session(session: Session) -> Watch:
    """Watch the events of one session, beside those of its class."""
    return Watch(events.listeners(session.dispatch, events.event_names(session))[0])


def of_loading(mappers: Iterable[Mapper[Any]]) -> Watch:
    """Watch for listeners to the loading of objects of these classes, but SQLAlchemy's own (composites, mutables)."""
    parts = []
    for mapper in mappers:
        own, inherited = events.listeners(mapper.class_manager.dispatch, _LOADING)
        parts += [*own, *inherited]
    return Watch(parts, sum(events.is_sqlalchemys(listener) for part in parts for listener in part))
