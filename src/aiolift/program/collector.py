"""Python's search for cycles, paused while a program is studied, and left out where a process ends."""

from __future__ import annotations

import atexit
import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def paused() -> Iterator[None]:
    """Pause the search for cycles: trees and values live until the work is done, and a third of the time goes there."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def stop() -> None:
    """Stop the search for the rest of this process, its end included: for one that ends with what it made."""
    gc.disable()
    spare_the_end()


def spare_the_end() -> None:
    """Let the process end at once: the interpreter would search all that is there once more, only to end."""
    atexit.register(gc.freeze)
