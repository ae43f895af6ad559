"""Who holds a connection: for the error of a task that waited for one in vain."""

from __future__ import annotations

import asyncio
import time
import weakref
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiolift.frames import is_application

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType

_purpose: ContextVar[str | None] = ContextVar("aiolift.pool.purpose", default=None)
#: How many holders are named.
_NAMED = 5


@contextmanager
def working_for(purpose: str) -> Iterator[None]:
    """Name what the code inside works for, ``GET /members/{id}`` for example; tasks that it starts inherit the name."""
    before = _purpose.get()
    _purpose.set(purpose)
    try:
        yield
    finally:
        _purpose.set(before)  # no token: a generator may be closed in another context than it ran in


class Holder:
    """The task that took a connection."""

    __slots__ = ("_purpose", "_since", "_task")

    def __init__(self) -> None:
        task = asyncio.current_task()
        self._task = weakref.ref(task) if task is not None else None  # it must not live on in its own connection
        self._purpose = _purpose.get()
        self._since = time.monotonic()

    @property
    def seconds(self) -> float:
        """For how long it has held the connection."""
        return time.monotonic() - self._since

    @property
    def is_current_task(self) -> bool:
        """Whether it is the running task."""
        return self._task is not None and self._task() is asyncio.current_task()

    def __str__(self) -> str:
        task = self._task() if self._task is not None else None
        if task is None:
            who = "a task that is gone"
        elif task.done():
            who = f"{task.get_name()}, which has ended"
        else:
            who = task.get_name() + _place(task)
        if self._purpose is not None:
            who = f"{self._purpose} ({who})"
        return f"{who} for {self.seconds:.1f} s"


def describe(holders: Iterable[Holder]) -> str:
    """Return a sentence about who holds connections, the longest first."""
    sorted_holders = sorted(holders, key=lambda holder: -holder.seconds)
    named = [str(holder) for holder in sorted_holders[:_NAMED]]
    if len(sorted_holders) > _NAMED:
        named.append(f"{len(sorted_holders) - _NAMED} more")
    own = sum(holder.is_current_task for holder in sorted_holders)
    nested = f"This task holds {own} of them itself while it waits for one more. " if own else ""
    return f"{nested}Held by {'; '.join(named) or 'nobody: the server does not answer'}"


def _place(task: asyncio.Task[Any]) -> str:
    """Return where the application's code waits, as ``" at orders.py:41 in get_order"``."""
    found: FrameType | None = None
    waiting: Any = task.get_coro()
    while waiting is not None:
        frame = _first(waiting, "cr_frame", "gi_frame", "ag_frame")
        if frame is not None and is_application(frame.f_code.co_filename):
            found = frame
        waiting = _first(waiting, "cr_await", "gi_yieldfrom", "ag_await")
    if found is None:
        return ""
    return f" at {Path(found.f_code.co_filename).name}:{found.f_lineno} in {found.f_code.co_name}"


def _first(value: Any, *names: str) -> Any:
    return next((getattr(value, name) for name in names if hasattr(value, name)), None)
