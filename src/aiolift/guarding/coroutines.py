"""Coroutines that nobody awaited, with the line that made them.

Python warns of each as it is freed, from where neither a warning nor an error of it reaches anybody reliably. The
interpreter asks ``warnings._warn_unawaited_coroutine`` for it, which has no public name; it is the one place that sees
the coroutine itself, whichever filters are set.
"""

from __future__ import annotations

import sys
import threading
import warnings
from typing import TYPE_CHECKING, Any

from aiolift.errors import UnawaitedCoroutineError
from aiolift.frames import is_application
from aiolift.guarding.trail import Trail

if TYPE_CHECKING:
    from types import CoroutineType

    from aiolift.guarding.block import Guard

_HOOK = "_warn_unawaited_coroutine"
#: How many calls that led to a coroutine are kept. Where none is the application's, a library has made it for itself: a
#: driver's own are left behind where SQLAlchemy raises ``MissingGreenlet``.
_DEPTH = 4


class Coroutines:
    """The sensor."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._depth = 0
        self._hook: Any = None
        self._profile: Any = None

    def start(self) -> None:
        """See `Sensor`."""
        self._depth = sys.get_coroutine_origin_tracking_depth()
        _track_origins()
        self._profile = threading.getprofile()
        threading.setprofile(self._begin_thread)
        self._hook = getattr(warnings, _HOOK)
        setattr(warnings, _HOOK, self._see)

    def stop(self) -> None:
        """See `Sensor`."""
        setattr(warnings, _HOOK, self._hook)
        threading.setprofile(self._profile)
        sys.set_coroutine_origin_tracking_depth(self._depth)

    def _see(self, coroutine: CoroutineType[Any, Any, Any]) -> None:
        code, origin = coroutine.cr_code, coroutine.cr_origin
        made = origin or [(code.co_filename, code.co_firstlineno, code.co_qualname)]
        if origin and not any(is_application(file) for file, _, _ in origin):
            return
        self._guard.note(
            UnawaitedCoroutineError,
            Trail.of(made),
            f"the coroutine {coroutine.__qualname__}() that is {'made' if origin else 'defined'} here was never "
            "awaited. Await it, or give it to asyncio.create_task() and keep the task",
        )

    def _begin_thread(self, *_: Any) -> None:
        """Set the depth in a thread that begins, where each has its own: that of a TestClient's application too."""
        sys.setprofile(self._profile)
        _track_origins()


def _track_origins() -> None:
    sys.set_coroutine_origin_tracking_depth(max(_DEPTH, sys.get_coroutine_origin_tracking_depth()))
