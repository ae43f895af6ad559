"""The guard itself: it lets its sensors watch, keeps what they note, and raises it at the end."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, Protocol

from aiolift.errors import AioliftError, GuardError
from aiolift.frames import stack
from aiolift.guarding import blocking
from aiolift.guarding.allowance import BLOCKING, CONNECTIONS, COROUTINES, IMPLICIT_IO, QUICK, Allowance
from aiolift.guarding.blocking import BlockingCalls
from aiolift.guarding.connections import Connections
from aiolift.guarding.coroutines import Coroutines
from aiolift.guarding.implicit_io import ImplicitIO
from aiolift.guarding.trail import Trail, of_frames

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import Self

#: The guards that are on. The innermost sees everything, the others what it leaves: nothing.
_on: list[Guard] = []


class Sensor(Protocol):
    """Sees one kind of mistake while it is on."""

    def start(self) -> None:
        """Begin to watch."""

    def stop(self) -> None:
        """End it, and note what can only be known then."""


class Guard:
    """Catch, in the block, what blocks the event loop, loads implicitly, is not given back or not awaited.

    ::

        with aiolift.guard():
            await service.book(1)

    Nothing that runs is changed. Where the block ends without an exception, a `GuardError` lists what was caught, where
    and what to do; an exception that leaves the block gets it as a note. The files and attributes that a test itself
    reads pass: what it calls is guarded.

    A guard watches the whole process, threads included: it is for tests and development, one at a time. Guards may
    nest, and the innermost catches. It needs `blockbuster`: ``pip install 'aiolift[guard]'``.

    :param allow: what may pass. Kinds: `blocking`, `implicit-io`, `connections`, `coroutines`. Blocking calls, by their
        names or beginnings: `time.sleep`, `socket.*`, see `aiolift.guarding.blocking.calls()`. Places, in or below
        which all may block: `app/report.py`, `app/report.py:write`. The default lets quick look-ups in the file system
        pass; to keep it, write ``allow=[*aiolift.guarding.QUICK, …]``.
    :raises MissingPackageError: blockbuster is not installed, and blocking calls are not allowed.
    :raises SettingsError: `allow` names something that is not known.
    """

    def __init__(self, *, allow: Iterable[str] = QUICK) -> None:
        allow = tuple(allow)
        self._allowance = Allowance(allow, None if BLOCKING in allow else blocking.calls())
        self._caught: dict[object, AioliftError] = {}
        self._folder = ""
        self._freezes = False
        self.connections = Connections(self)
        sensors: dict[str, Sensor] = {
            BLOCKING: BlockingCalls(self, self._allowance),
            IMPLICIT_IO: ImplicitIO(self),
            CONNECTIONS: self.connections,
            COROUTINES: Coroutines(self),
        }
        self._sensors = [sensor for kind, sensor in sensors.items() if not self._allowance.kind(kind)]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
        self.report(error)

    def start(self) -> None:
        """Begin to watch: what ``with`` does."""
        self._folder = os.getcwd() + os.sep
        self._freezes = gc.get_freeze_count() == 0
        if self._freezes:
            gc.freeze()  # what is there already need not be looked at by `collect`, which makes it quick
        _on.append(self)
        for sensor in self._sensors:
            sensor.start()

    def collect(self) -> None:
        """Free what nobody refers to any more, so that it is noted now."""
        gc.collect()

    def stop(self) -> None:
        """End it, and let the sensors note what can only be known at the end."""
        self.collect()
        for sensor in reversed(self._sensors):
            sensor.stop()
        _on.remove(self)
        if self._freezes:
            gc.unfreeze()

    def report(self, error: BaseException | None = None) -> None:
        """Raise what was caught since the last time, or note it on the exception that happens anyway.

        :raises GuardError: something was caught, and `error` is None.
        """
        caught, self._caught = tuple(self._caught.values()), {}
        if not caught:
            return
        if error is None:
            raise GuardError.of(caught)
        error.add_note(str(GuardError.of(caught)))

    def note_here(self, kind: type[AioliftError], text: str, *, in_test: bool = True) -> None:
        """Keep what the caller of the sensor does now, once per line.

        :param in_test: whether it is a mistake in the code of a test too.
        """
        frames = list(stack())
        trail = Trail.of(of_frames(frames))
        if not self._allowance.place(frames) and (in_test or not trail.is_in_test):
            self.note(kind, trail, text)

    def note(self, kind: type[AioliftError], trail: Trail, text: str) -> None:
        """Keep a mistake, once per line.

        :param text: what was wrong, and the fix.
        """
        if _on and _on[-1] is self:
            self._caught.setdefault((kind, trail.spots[:1]), kind(f"{trail.shown(self._folder)}: {text}"))
