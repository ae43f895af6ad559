"""Making the fixes of findings, each whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from aiolift.errors import UnparsableFileError
from aiolift.lint.run import lint_files
from aiolift.program import edits, source
from aiolift.program.text import TextFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import PurePosixPath

    from aiolift.lint.finding import Finding
    from aiolift.lint.rule import Rule
    from aiolift.lint.run import Linted
    from aiolift.program.edits import Edit

#: How often fixes are made and the result linted again: one fix can make another mistake visible.
_ROUNDS = 10


def fix(linted: Linted, rules: Sequence[Rule], heard: Callable[[Linted], Linted] = lambda linted: linted) -> Linted:
    """Make every fix, lint the result, and again while there is something to fix.

    :param heard: gives the findings that count; others are neither fixed nor returned.
    :return: the files as they stand afterwards, with the findings that are left. Nothing is written.
    """
    for _ in range(_ROUNDS):
        files = fixed(linted.files, linted.findings)
        if files == linted.files:
            break
        unread = [finding for finding in linted.findings if finding.place.name not in {file.name for file in files}]
        linted = heard(lint_files(files, rules=rules, unread=unread))
    return linted


def fixed(files: tuple[TextFile, ...], findings: Iterable[Finding]) -> tuple[TextFile, ...]:
    """Return the files with the fixes made: of two that overlap the first; a file that breaks stays as it was."""
    chosen: dict[PurePosixPath, list[Edit]] = defaultdict(list)
    for finding in findings:
        together = {*chosen[finding.place.name], *finding.fix}  # two findings can want the same import
        if finding.fix and not edits.agreeing(together)[1]:
            chosen[finding.place.name] = sorted(together)
    return tuple(_apply(file, chosen[file.name]) if chosen[file.name] else file for file in files)


def _apply(file: TextFile, made: list[Edit]) -> TextFile:
    after = TextFile(file.path, file.name, edits.apply(file.text, made), file.encoding, file.mark)
    try:
        source.parse(after)
        after.encode(after.text)
    except (UnparsableFileError, UnicodeEncodeError):
        return file
    return after
