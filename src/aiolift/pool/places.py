"""Who gets a place in the pool next: first come, first served. Knows nothing of databases."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from aiolift.drivers.mode import Mode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Entry = TypeVar("Entry")


class Place(Generic[Entry]):
    """The right to hold one connection, and what is in it.

    `entry` is None until a connection was opened; `mode` is None where it is not known.
    """

    __slots__ = ("entry", "idle_since", "mode")

    def __init__(self) -> None:
        self.entry: Entry | None = None
        self.mode: Mode | None = None
        self.idle_since = 0.0
        """When its connection was last in use, on the clock of `time.monotonic`."""


class Places(Generic[Entry]):
    """The places of one pool. A place that becomes free goes to whoever has waited longest, whatever they want it for.

    :param size: places whose connections are kept when nobody needs them.
    :param overflow: further places, for a burst.
    :param close: closes, without waiting, a connection that is one too many and whose user has gone.
    """

    def __init__(self, size: int, overflow: int, close: Callable[[Entry], None]) -> None:
        self.size = size
        self.overflow = overflow
        self._close = close
        self.taken = 0
        self.idle = 0
        """How many places hold a connection that nobody uses."""
        self._idle: dict[Mode | None, list[Place[Entry]]] = {mode: [] for mode in (*Mode, None)}
        self._waiting: deque[asyncio.Future[Place[Entry]]] = deque()

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return sum(not future.done() for future in self._waiting)

    def take_now(self, mode: Mode) -> Place[Entry] | None:
        """Return a place, or None where one must wait.

        One whose connection is in `mode` already is the best, and the one used last of these: the others come to age.
        Else a new one, so that each mode comes to have connections of its own; else one in another mode.
        """
        places = self._idle[mode]
        if places:
            self.idle -= 1
            self.taken += 1
            return places.pop()
        place: Place[Entry] | None = None
        if self.taken + self.idle < self.size:
            place = Place()
        if place is None:
            place = next(filter(None, map(self._pop, self._idle)), None)
        if place is None and self.taken < self.size + self.overflow:
            place = Place()
        if place is not None:
            self.taken += 1
        return place

    async def take(self, mode: Mode, timeout: float) -> Place[Entry]:
        """Return a place, waiting for one if need be.

        :raises TimeoutError: none became free within `timeout` seconds.
        """
        place = self.take_now(mode)
        if place is not None:
            return place
        future: asyncio.Future[Place[Entry]] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        timer = future.get_loop().call_later(timeout, _expire, future)
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and future.exception() is None:
                place = future.result()  # it came in the same moment
                if not self.give(place) and place.entry is not None:
                    self._close(place.entry)
            raise
        finally:
            timer.cancel()

    def give(self, place: Place[Entry]) -> bool:
        """Give a place back; False where its connection is one too many, and is to be closed."""
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(place)
                return True
        self.taken -= 1
        if place.entry is None:
            return True
        if self.idle >= self.size:
            return False
        self._idle[place.mode].append(place)
        self.idle += 1
        return True

    def drain(self) -> Iterator[Entry]:
        """Take out all connections that nobody uses, and keep no further ones."""
        self.size, self.overflow = 0, self.size + self.overflow
        for places in self._idle.values():
            while places:
                self.idle -= 1
                entry = places.pop().entry
                if entry is not None:
                    yield entry

    def _pop(self, mode: Mode | None) -> Place[Entry] | None:
        places = self._idle[mode]
        if not places:
            return None
        self.idle -= 1
        return places.pop()


def _expire(future: asyncio.Future[Any]) -> None:
    if not future.done():
        future.set_exception(TimeoutError())
