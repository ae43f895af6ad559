"""The collector pauses while a program is studied."""

from __future__ import annotations

import atexit
import gc
from typing import TYPE_CHECKING

import pytest

from aiolift.program import collector

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("fails", [False, True])
def test_it_runs_again_afterwards(fails: bool) -> None:
    """No cycles are searched for inside of the block; afterwards they are again, whether it failed or not."""
    try:
        with collector.paused():
            assert not gc.isenabled()
            assert not fails
    except AssertionError:
        assert fails
    assert gc.isenabled()


def test_it_can_stop_for_the_rest_of_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is searched for any more, at the end neither: all that there is then counts as permanent."""
    at_exit: list[Callable[[], None]] = []
    monkeypatch.setattr(atexit, "register", at_exit.append)
    try:
        collector.stop()
        with collector.paused():
            pass
        assert not gc.isenabled()
        assert at_exit == [gc.freeze]
    finally:
        gc.enable()


def test_it_can_spare_the_end_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that goes on for long collects its garbage, and still ends without a last search."""
    at_exit: list[Callable[[], None]] = []
    monkeypatch.setattr(atexit, "register", at_exit.append)
    collector.spare_the_end()
    assert gc.isenabled()
    assert at_exit == [gc.freeze]
