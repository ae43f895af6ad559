"""What a guard lets pass: kinds of mistakes, calls that may block, and places where they may."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from aiolift.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import FrameType

BLOCKING, IMPLICIT_IO, CONNECTIONS, COROUTINES = "blocking", "implicit-io", "connections", "coroutines"
KINDS = (BLOCKING, IMPLICIT_IO, CONNECTIONS, COROUTINES)

QUICK = ("os.stat", "os.access", "os.getcwd", "os.readlink", "os.statvfs", "os.path.*")
"""Calls that only look something up, in microseconds, as most libraries do here and there."""


class Allowance:
    """See `aiolift.guard`.

    :param allowed: kinds of mistakes, names of calls as `time.sleep` or `os.*`, files as `app/report.py`, and functions
        in them as `app/report.py:write`.
    :param calls: the names of the calls that are watched; None where none is.
    :raises SettingsError: one of `allowed` is none of these.
    """

    def __init__(self, allowed: Iterable[str], calls: Sequence[str] | None) -> None:
        self._kinds: set[str] = set()
        self._calls: list[str] = []
        self._places: list[tuple[str, str]] = []
        for one in allowed:
            file, _, function = one.partition(":")
            if one in KINDS:
                self._kinds.add(one)
            elif file.endswith(".py"):
                self._places.append(("/" + file.lstrip("/"), function or "*"))
            elif calls is None or any(fnmatchcase(call, one) for call in calls):
                self._calls.append(one)
            else:
                raise SettingsError(
                    f"a guard cannot allow {one!r}; it can allow {', '.join(KINDS)}, calls as time.sleep or "
                    "socket.*, and places as app/report.py or app/report.py:write"
                )

    def kind(self, kind: str) -> bool:
        """Whether a whole kind may pass."""
        return kind in self._kinds

    def call(self, name: str) -> bool:
        """Whether a call may block, by its name."""
        return any(fnmatchcase(name, allowed) for allowed in self._calls)

    def place(self, frames: Iterable[FrameType]) -> bool:
        """Whether what happens below any of these frames may pass."""
        return any(
            f"/{frame.f_code.co_filename.lstrip('/')}".endswith(file) and fnmatchcase(frame.f_code.co_name, function)
            for file, function in self._places
            for frame in frames
        )
