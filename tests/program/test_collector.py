"""The collector pauses while a program is studied."""

import gc

import pytest

from aiolift.program import collector


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
