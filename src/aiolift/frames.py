"""Which code is the application's, and where it stands: for messages that say where something happens."""

from __future__ import annotations

import inspect
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

from greenlet import getcurrent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

#: Where code lies that is not the application's; the last is aiolift's own.
_LIBRARIES = (*map(sysconfig.get_path, ("stdlib", "purelib", "platlib")), str(Path(__file__).parent), "<")
_INSTALLED = ("/site-packages/", "/dist-packages/", "/blockbuster/blockbuster.py")  # it stands above each call


def is_application(file: str) -> bool:
    """Whether a file, as a code object names it, is neither the standard library's, nor installed, nor aiolift's."""
    return not file.startswith(_LIBRARIES) and not any(part in file for part in _INSTALLED)


def stack() -> Iterator[FrameType]:
    """Yield the caller's frames, innermost first, and those that wait for its greenlet.

    SQLAlchemy runs drivers in a greenlet of its own, whose frames do not lead to the code that awaits it.
    """
    current = getcurrent()
    frame = inspect.currentframe()
    while frame is not None:
        yield frame
        frame = frame.f_back
        if frame is None and current.parent is not None:
            current = current.parent
            frame = current.gr_frame
