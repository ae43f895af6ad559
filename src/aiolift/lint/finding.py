"""What a rule has found: where, what is wrong, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath  # noqa: TC003 -- pydantic reads the annotations, as that of Edit
from typing import TYPE_CHECKING

from aiolift.program.edits import Edit  # noqa: TC001

if TYPE_CHECKING:
    from aiolift.program.text import TextFile


@dataclass(frozen=True, order=True)
class Place:
    """A span of a file's text.

    :param name: the file's path below the root of the program.
    :param start: offset of the first character.
    :param end: offset behind the last one.
    :param line: the line of `start`, from 1; `column` counts its characters, from 1. `end_line` and `end_column` are
        those of `end`.
    """

    name: PurePosixPath
    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def of(cls, file: TextFile, start: int, end: int) -> Place:
        """Return the place of what stands from `start` to `end` in a file."""
        line, end_line = file.line_of(start), file.line_of(end)
        columns = (start - file.line_starts[line - 1] + 1, end - file.line_starts[end_line - 1] + 1)
        return cls(file.name, start, end, line, columns[0], end_line, columns[1])


@dataclass(frozen=True)
class Step:
    """One step of a chain of calls: what stands there, as a person would say it."""

    place: Place
    text: str


@dataclass(frozen=True)
class Finding:
    """One mistake.

    :param code: the rule's, as `AL101`.
    :param message: what is wrong, in one sentence without a full stop.
    :param help: what to do, in one phrase that begins with a verb.
    :param fix: edits of this file that mend it without a change of meaning, or none.
    :param named: the place of this program whose line the message names, as `line 12`, or None.
    :param chain: how control gets from `place` to the mistake, where that is elsewhere.
    """

    code: str
    place: Place
    message: str
    help: str
    fix: tuple[Edit, ...] = ()
    chain: tuple[Step, ...] = ()
    named: Place | None = None

    @property
    def order(self) -> tuple[Place, str, str]:
        """The order in which findings are shown: by file, place, code."""
        return self.place, self.code, self.message
