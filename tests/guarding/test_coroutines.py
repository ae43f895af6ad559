"""Coroutines that nobody awaited."""

from __future__ import annotations

import threading
import warnings

import pytest

import aiolift
from aiolift.errors import GuardError
from tests.guarding import service


async def test_line_that_made_it() -> None:
    """The line that made it is named, and there is no warning beside the error."""
    with warnings.catch_warnings(record=True) as warned, pytest.raises(GuardError) as raised, aiolift.guard():
        await service.not_awaited()
    assert "in not_awaited, called from" in str(raised.value)
    assert "the coroutine block() that is made here was never awaited. Await it" in str(raised.value)
    assert not warned


@pytest.mark.parametrize("action", ["ignore", "error"])
async def test_whatever_the_filters_say(action: str) -> None:
    """A filter that hides the warning, or makes it an error that Python cannot raise there, hides no coroutine."""
    with pytest.raises(GuardError, match="never awaited"), aiolift.guard(), warnings.catch_warnings():
        warnings.simplefilter(action)  # type: ignore[arg-type] # a literal
        await service.not_awaited()


def test_in_a_thread() -> None:
    """A thread that begins in the block knows the line too: an application behind a TestClient runs in one."""

    def run() -> None:
        service.not_awaited().send(None)

    def send() -> None:
        with pytest.raises(StopIteration):
            run()

    with pytest.raises(GuardError, match=r"in not_awaited.*block\(\) that is made here"), aiolift.guard():
        thread = threading.Thread(target=send)
        thread.start()
        thread.join()


async def test_in_a_cycle() -> None:
    """One that only the garbage collector finds is found before the block ends."""

    class Holder:
        def __init__(self) -> None:
            self.me = self
            self.coroutine = service.block()

    with pytest.raises(GuardError, match="never awaited"), aiolift.guard():
        Holder()
