"""Where something happened: the application's line, and the lines that led to it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

from aiolift.frames import is_application

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType

#: A file, a line of it from 1, and the function there.
Spot: TypeAlias = tuple[str, int, str]

#: How many lines are named.
_NAMED = 3
#: Where an event loop calls what it runs: what stands above only started the loop.
_LOOP = ("/asyncio/events.py", "/asyncio/base_events.py", "/asyncio/runners.py")


@dataclass(frozen=True)
class Trail:
    """Lines of the application, innermost first; one line of a library where there are none."""

    spots: tuple[Spot, ...]

    @classmethod
    def of(cls, spots: Iterable[Spot]) -> Trail:
        """Return the trail in a stack, whose innermost call comes first."""
        stack = list(takewhile(lambda spot: not spot[0].endswith(_LOOP), spots))
        named = tuple(islice((spot for spot in stack if is_application(spot[0])), _NAMED))
        installed = (spot for spot in stack if "-packages" in spot[0] and "blockbuster" not in spot[0])
        return cls(named or tuple(islice(installed, 1)) or tuple(stack[:1]))

    @property
    def is_in_test(self) -> bool:
        """Whether the innermost line is that of a test, and not of what is tested; pytest's names tell."""
        path = PurePath(self.spots[0][0]) if self.spots else PurePath()
        return path.name.startswith("test_") or path.stem.endswith("_test") or path.name == "conftest.py"

    def shown(self, folder: str) -> str:
        """Return it as text; files below `folder`, which ends in a separator, are named from there."""
        shown = [f"{file.removeprefix(folder)}:{line} in {function}" for file, line, function in self.spots]
        return ", called from ".join(shown) or "somewhere"


def of_frames(frames: Iterable[FrameType]) -> Iterator[Spot]:
    """Yield where frames stand."""
    for frame in frames:
        yield frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_qualname.replace(".<locals>", "")
