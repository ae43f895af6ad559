"""Calls that block the event loop: the ones that `blockbuster` knows, noted instead of refused.

blockbuster asks a predicate of each of its functions whether a call may block; ours answers yes, and notes the call.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from aiolift.errors import BlockingCallError, MissingPackageError
from aiolift.frames import is_application, stack

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from blockbuster import BlockBuster, BlockBusterFunction

    from aiolift.guarding.allowance import Allowance
    from aiolift.guarding.block import Guard

_THREAD = "await asyncio.to_thread(function)"
#: What to do instead, by how a call's name begins.
_FIXES = {
    "time.sleep": "Use await asyncio.sleep(seconds)",
    "threading.": f"Use an asyncio.Lock or asyncio.Event, or {_THREAD}",
    "sqlite3.": f"Use sqlite+aiosqlite and AsyncSession, or {_THREAD}",
    "socket.": f"Use an async client or driver, or {_THREAD}",
    "ssl.": f"Use an async client or driver, or {_THREAD}",
}
_FILES = ("io.", "os.")
#: What may block below these, and is rarely the mistake: imports happen once.
_BELOW = (("<frozen importlib._bootstrap>", "_find_and_load"),)
#: Code that may block between the application's line and the call: logs, tracebacks, pytest, what traces, and Alembic,
#: which is sync, runs in ``run_sync`` and has nobody to keep waiting.
_BETWEEN = (
    *("/logging/__init__.py", "/logging/handlers.py", "/linecache.py"),
    *("/_pytest/", "/coverage/", "/pydevd", "-packages/alembic/"),
)


def calls() -> tuple[str, ...]:
    """Return the names of the calls that are watched.

    :raises MissingPackageError: blockbuster is not installed.
    """
    return tuple(_blockbuster().functions)


@cache
def _blockbuster() -> BlockBuster:
    try:
        from blockbuster import BlockBuster
    except ImportError:
        raise MissingPackageError(
            "aiolift.guard needs blockbuster, which is not installed: pip install 'aiolift[guard]'; or let blocking "
            "calls pass: guard(allow=['blocking'])"
        ) from None
    return BlockBuster()


class BlockingCalls:
    """The sensor."""

    def __init__(self, guard: Guard, allowance: Allowance) -> None:
        self._guard = guard
        self._allowance = allowance
        self._functions: list[BlockBusterFunction] = []

    def start(self) -> None:
        """See `Sensor`."""
        for name, function in type(_blockbuster())().functions.items():
            if not self._allowance.call(name):
                function.can_block_predicate = self._predicate(name, function)
                self._functions.append(function.activate())

    def stop(self) -> None:
        """See `Sensor`."""
        while self._functions:
            self._functions.pop().deactivate()

    def _predicate(self, name: str, function: BlockBusterFunction) -> Callable[..., bool]:
        """Return what blockbuster asks in the thread of an event loop; it does not ask again for what happens in it."""
        never_blocks = function.can_block_predicate

        def may_block(*arguments: Any, **keywords: Any) -> bool:
            if not never_blocks(*arguments, **keywords):
                frames = list(stack())
                if not _is_usual(frames, function):
                    text = f"{name} blocks the event loop. {_fix(name)}"
                    self._guard.note_here(BlockingCallError, text, in_test=not name.startswith(_FILES))
            return True

        return may_block


def _is_usual(frames: list[FrameType], function: BlockBusterFunction) -> bool:
    """Whether a call may block where it is: by blockbuster's knowledge, or ours."""
    below = [*_BELOW, *((file, name) for file, names in function.can_block_functions for name in names)]
    between = True
    for frame in frames:
        file, name = frame.f_code.co_filename.replace("\\", "/"), frame.f_code.co_name
        if any(name == allowed and file.endswith(end) for end, allowed in below):
            return True
        between = between and not is_application(file)
        if between and any(part in file for part in _BETWEEN):
            return True
    return False


def _fix(name: str) -> str:
    return next((fix for start, fix in _FIXES.items() if name.startswith(start)), f"Use {_THREAD}")
