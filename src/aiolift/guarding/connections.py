"""Connections of async engines that are taken and not given back, and those of blocking engines in an event loop."""

from __future__ import annotations

import asyncio
import weakref
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import AdaptedConnection, Dialect, Engine, event
from sqlalchemy.pool import Pool

from aiolift.errors import BlockingCallError, UnreturnedConnectionError
from aiolift.frames import stack
from aiolift.guarding.trail import Trail, of_frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

    from aiolift.guarding.block import Guard

_FIX = "Open sessions and connections with `async with`, or close them in a `finally`"


class Taken(NamedTuple):
    """A connection that is out."""

    trail: Trail
    proxy: weakref.ref[PoolProxiedConnection]
    is_shared: bool


class Connections:
    """The sensor."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._taken: dict[ConnectionPoolEntry, list[Taken]] = defaultdict(list)  # a StaticPool has one entry for all
        self._is_shared = False

    def start(self) -> None:
        """See `Sensor`."""
        event.listen(Engine, "do_connect", self._connect)
        event.listen(Pool, "checkout", self._take)
        event.listen(Pool, "checkin", self._give)
        event.listen(Pool, "detach", self._give)  # the garbage collector's work, or somebody else's connection now

    def stop(self) -> None:
        """See `Sensor`."""
        event.remove(Engine, "do_connect", self._connect)
        event.remove(Pool, "checkout", self._take)
        event.remove(Pool, "checkin", self._give)
        event.remove(Pool, "detach", self._give)
        for taken in [one for entry in self._taken.values() for one in entry if not one.is_shared]:
            self._note(taken, "is still out at the end")
        self._taken.clear()

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Let what is taken in the block be given back by somebody else, later."""
        before, self._is_shared = self._is_shared, True
        try:
            yield
        finally:
            self._is_shared = before

    def _connect(self, dialect: Dialect, *_: Any) -> None:
        if not dialect.is_async:
            self._note_blocking()

    def _take(self, connection: Any, entry: ConnectionPoolEntry, proxy: PoolProxiedConnection) -> None:
        if isinstance(connection, AdaptedConnection):
            trail = Trail.of(of_frames(stack()))
            self._taken[entry].append(Taken(trail, weakref.ref(proxy), self._is_shared))
        else:
            self._note_blocking()

    def _give(self, connection: Any, entry: ConnectionPoolEntry) -> None:
        if not self._taken[entry]:
            return
        lost = [one for one in self._taken[entry] if one.proxy() is None]
        taken = lost[0] if lost else self._taken[entry][-1]
        self._taken[entry].remove(taken)
        if lost:
            self._note(taken, "was left to the garbage collector, which closed it")

    def _note_blocking(self) -> None:
        if _runs_a_loop():
            self._guard.note_here(
                BlockingCallError,
                "an engine with a blocking driver is used in the event loop. Use create_async_engine() and "
                "AsyncSession, or await asyncio.to_thread(function)",
            )

    def _note(self, taken: Taken, what: str) -> None:
        self._guard.note(UnreturnedConnectionError, taken.trail, f"the connection that is taken here {what}. {_FIX}")


def _runs_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
