"""Work on one program is shared with a forked process, and is done whatever becomes of that."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from aiolift.program import forks


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that were forked."""
    pids: list[int] = []
    fork = os.fork

    def noted() -> int:
        pid = fork()
        pids.append(pid)
        return pid

    monkeypatch.setattr(os, "fork", noted)
    return pids


def is_gone(pid: int) -> bool:
    """Whether a child has ended and has been waited for."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def test_results_stand_in_the_order_of_the_parts(forked: list[int]) -> None:
    """Whoever does a part, its result comes where the part stands; no process is left."""
    told: list[int] = []
    assert forks.share(range(40), lambda part: part * part, told.append) == [part * part for part in range(40)]
    assert sorted(told) == list(range(40))
    assert is_gone(forked[0])


@pytest.mark.parametrize("end", [lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: 1 / 0])
def test_what_the_other_process_does_not_do_is_done_here(end: object) -> None:
    """A forked process that is killed or fails costs time only."""
    main = os.getpid()

    def work(part: int) -> int:
        if os.getpid() != main:
            end()  # type: ignore[operator]
        time.sleep(0.01)  # so that the other process gets a part
        return -part

    assert forks.share([1, 2, 3, 4], work) == [-1, -2, -3, -4]


def test_an_error_ends_both_processes(forked: list[int]) -> None:
    """An error of this process, as Ctrl-C, is raised at once, and the forked one does not live on."""
    main = os.getpid()

    def work(_: int) -> None:
        if os.getpid() == main:
            raise KeyboardInterrupt
        time.sleep(600)

    with pytest.raises(KeyboardInterrupt):
        forks.share([1, 2], work)
    assert is_gone(forked[0])


def test_nothing_is_forked_beside_other_threads() -> None:
    """Their locks would be held for ever in the new process."""
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        assert not forks.can_fork()
    finally:
        end.set()
        thread.join()
