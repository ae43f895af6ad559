"""A second processor for work on one program: a forked process has the program already, so that nothing is sent to it.

Both take the next part of the work from one pipe, a byte for each, until it is empty.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from io import RawIOBase

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")


def can_fork() -> bool:
    """Whether there is a second processor, and no other thread, whose locks a forked process would inherit."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1  # not on macOS and Windows
    return available > 1 and threading.active_count() == 1


def share(
    parts: Sequence[_Part], work: Callable[[_Part], _Result], finished: Callable[[_Part], None] = lambda _: None
) -> list[_Result]:
    """Return what `work` gives for each part, in their order, with a forked process that does some of them.

    What that process does not give, as it fails or is killed, is done here: an error is raised as without it.

    :param parts: at most 256, the longest first; what they have in common is best known before.
    :param work: its result can be pickled; what else it changes may be seen here or not.
    :param finished: told of each part, in this process.
    """
    waiting, queue = os.pipe()
    with open(queue, "wb", buffering=0) as file:
        file.write(bytes(range(len(parts))))
    answer, says = os.pipe()
    try:
        child: int | None = os.fork()
    except OSError:  # no memory, or too many processes
        child = None
    if child == 0:
        _answer(waiting, says, parts, work)
    os.close(says)
    done: dict[int, _Result] = {}
    try:
        with open(waiting, "rb", buffering=0) as left, open(answer, "rb") as file:
            for number in _numbers(left):
                done[number] = work(parts[number])
                finished(parts[number])
            given: dict[int, _Result] = _load(file.read())
    except BaseException:
        if child is not None:
            os.kill(child, signal.SIGKILL)
        raise
    finally:
        if child is not None:
            os.waitpid(child, 0)
    for number, part in enumerate(parts):
        if number not in done:
            done[number] = given[number] if number in given else work(part)
            finished(part)
    return [done[number] for number in range(len(parts))]


def _answer(waiting: int, says: int, parts: Sequence[_Part], work: Callable[[_Part], _Result]) -> NoReturn:
    """Be the forked process: do parts, say what they gave, and end without a word of anything else."""
    try:
        with open(waiting, "rb", buffering=0) as left, open(says, "wb") as file:
            file.write(pickle.dumps({number: work(parts[number]) for number in _numbers(left)}))
    finally:
        os._exit(0)  # whoever waits sees what is missing


def _numbers(waiting: RawIOBase) -> Iterator[int]:
    while found := waiting.read(1):
        yield found[0]


def _load(data: bytes) -> dict[int, Any]:
    """Return what the forked process has said, which is whole or nothing."""
    try:
        found: dict[int, Any] = pickle.loads(data)  # noqa: S301 -- our own process has written it
    except (EOFError, pickle.UnpicklingError):
        return {}
    return found
