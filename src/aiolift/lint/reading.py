"""The modules of a run, each parsed once, and what is wrong with those that are not Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiolift.errors import UnparsableFileError
from aiolift.lint import programs, unparsable
from aiolift.lint.finding import Finding, Place
from aiolift.program import source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import PurePosixPath

    from aiolift.program.newer_syntax import Parsed
    from aiolift.program.text import TextFile


@dataclass(frozen=True)
class Reading:
    """Modules that are parsed when they are asked for.

    :param files: by their paths below the root.
    """

    files: Mapping[PurePosixPath, TextFile]
    _parsed: dict[PurePosixPath, Parsed | UnparsableFileError] = field(default_factory=dict)

    def parsed(self, name: PurePosixPath) -> Parsed | None:
        """Return a module's tree, or None where it cannot be parsed."""
        found = self._read(name)
        return None if isinstance(found, UnparsableFileError) else found

    def references(self, name: PurePosixPath) -> frozenset[str]:
        """Return what a module can refer to; nothing where it cannot be parsed."""
        parsed = self.parsed(name)
        return programs.references(parsed.tree) if parsed is not None else frozenset()

    def findings(self, name: PurePosixPath) -> Iterator[Finding]:
        """Yield what keeps Python, or this one, from running a module."""
        file = self.files[name]
        if file.encoding.startswith(("utf-16", "utf-32")):
            yield unreadable(file, 1, f"Python runs no file in {file.encoding[:6].upper()}; save it as UTF-8")
        error = self._read(name)
        if isinstance(error, UnparsableFileError):
            yield unreadable(file, error.line, str(error).removeprefix(f"{error.name}:{error.line}: "))

    def _read(self, name: PurePosixPath) -> Parsed | UnparsableFileError:
        if name not in self._parsed:
            try:
                self._parsed[name] = source.parse(self.files[name])
            except UnparsableFileError as error:
                self._parsed[name] = error
        return self._parsed[name]


def unreadable(file: TextFile, line: int, reason: str) -> Finding:
    """Return the finding of a file that cannot be read or parsed, which marks a line.

    :param reason: what is wrong, and behind a semicolon what to do.
    """
    start = file.line_starts[min(line, len(file.line_starts)) - 1]
    end = start + len(file.line(file.line_of(start)))
    message, _, instead = reason.rpartition("; ")
    return Finding(unparsable.CODE, Place.of(file, start, end), message, instead)
