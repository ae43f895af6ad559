"""What a guard lets pass."""

import inspect

import pytest

from aiolift.errors import SettingsError
from aiolift.guarding.allowance import Allowance

CALLS = ("time.sleep", "os.stat", "os.path.abspath")


def test_kinds_calls_and_places() -> None:
    """A kind is named as it is, calls by patterns too, places by the ends of their files."""
    allowance = Allowance(["coroutines", "os.*", "guarding/test_allowance.py"], CALLS)
    assert (allowance.kind("coroutines"), allowance.kind("blocking")) == (True, False)
    assert [call for call in CALLS if allowance.call(call)] == ["os.stat", "os.path.abspath"]
    frame = inspect.currentframe()
    assert frame is not None
    assert allowance.place([frame])
    assert not Allowance(["allowance.py"], CALLS).place([frame])
    assert not Allowance(["guarding/test_allowance.py:other"], CALLS).place([frame])


@pytest.mark.parametrize("wrong", ["time.slep", "blocked", "socket.*", "report"])
def test_unknown(wrong: str) -> None:
    """What is neither a kind, nor a call that is watched, nor a place, is refused, and the message says what can be."""
    with pytest.raises(SettingsError, match=r"cannot allow '.*'; it can allow blocking, implicit-io, .*"):
        Allowance([wrong], CALLS)


def test_calls_that_are_not_watched() -> None:
    """Where no call is watched, blockbuster is not asked which there are."""
    assert Allowance(["blocking", "time.sleep"], None).kind("blocking")
