"""Making the fixes of findings, each whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from aiolift.errors import UnparsableFileError
from aiolift.lint.run import Linted, lint_files
from aiolift.program import edits, source
from aiolift.program.text import TextFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import PurePosixPath

    from aiolift.lint.finding import Finding, Place
    from aiolift.lint.rule import Rule
    from aiolift.program.edits import Edit

#: How often fixes are made and the result linted again: one fix can make another mistake visible.
_ROUNDS = 10


@dataclass(frozen=True)
class Fixed:
    """What making fixes has come to.

    :param linted: the files as they stand afterwards, with the findings that are left.
    :param count: how many fixes were made.
    :param refused: the findings whose fix breaks the file or mends nothing, in the files as they were then.
    """

    linted: Linted
    count: int
    refused: tuple[Finding, ...]


class _Mark(NamedTuple):
    """What a finding is known by when the files have changed."""

    code: str
    place: tuple[PurePosixPath, int]
    named: tuple[PurePosixPath, int] | None


def fix(linted: Linted, rules: Sequence[Rule], heard: Callable[[Linted], Linted] = lambda linted: linted) -> Fixed:
    """Make every fix, lint the result, and again while there is something to fix. Nothing is written.

    A fix whose finding is still there afterwards is taken back, and not made again.

    :param heard: gives the findings that count; others are neither fixed nor returned.
    """
    count = 0
    refused: dict[_Mark, Finding] = {}
    for _ in range(_ROUNDS):
        made, broken = _chosen(linted)
        refused |= {_mark(finding): finding for finding in broken}
        linted = _without(linted, refused)
        if not made:
            break
        changes = {name: _edits(findings) for name, findings in made.items()}
        files = tuple(_changed(file, changes.get(file.name, ())) for file in linted.files)
        read = {file.name for file in files}
        unread = [finding for finding in linted.findings if finding.place.name not in read]
        after = heard(lint_files(files, rules=rules, unread=unread))
        left = {_mark(finding) for finding in after.findings if finding.fix}
        useless = [one for findings in made.values() for one in findings if _mark(one, changes) in left]
        if useless:
            refused |= {_mark(finding): finding for finding in useless}
            linted = _without(linted, refused)
            continue
        count += sum(map(len, made.values()))
        refused = {_mark(finding, changes): finding for finding in refused.values()}
        linted = _without(after, refused)
    return Fixed(linted, count, tuple(refused.values()))


def fixed(files: tuple[TextFile, ...], findings: Iterable[Finding]) -> tuple[TextFile, ...]:
    """Return the files with the fixes made, each once: of two that overlap the first; one that breaks is left out."""
    made, _ = _chosen(Linted(files, tuple(findings)))
    return tuple(_changed(file, _edits(made.get(file.name, ()))) for file in files)


def usable(linted: Linted) -> Linted:
    """Return the same findings, without the fixes that would break their file."""
    _, broken = _chosen(linted)
    return _without(linted, {_mark(finding) for finding in broken})


def _chosen(linted: Linted) -> tuple[dict[PurePosixPath, list[Finding]], list[Finding]]:
    """Return the findings of each file whose fixes can be made together, and those whose fix breaks the file."""
    files = {file.name: file for file in linted.files}
    fixable = sorted((one for one in linted.findings if one.fix), key=lambda one: one.order)
    chosen: dict[PurePosixPath, list[Finding]] = {}
    broken: list[Finding] = []
    for name, found in groupby(fixable, key=lambda one: one.place.name):
        together: list[Finding] = []
        for finding in found:
            if not edits.agreeing(_edits([*together, finding]))[1]:
                together.append(finding)
        if not _parses(_changed(files[name], _edits(together))):
            together, bad = _whole(files[name], together)
            broken += bad
        if together:
            chosen[name] = together
    return chosen, broken


def _whole(file: TextFile, findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Return the findings whose fixes leave the file whole, one after the other, and those that break it."""
    good: list[Finding] = []
    bad: list[Finding] = []
    for finding in findings:
        whole = _parses(_changed(file, _edits([*good, finding])))
        (good if whole else bad).append(finding)
    return good, bad


def _edits(findings: Iterable[Finding]) -> list[Edit]:
    return sorted({edit for finding in findings for edit in finding.fix})  # two findings can want the same import


def _changed(file: TextFile, made: Iterable[Edit]) -> TextFile:
    changes = list(made)
    if not changes:
        return file
    return TextFile(file.path, file.name, edits.apply(file.text, changes), file.encoding, file.mark)


def _parses(file: TextFile) -> bool:
    try:
        source.parse(file)
        file.encode(file.text)
    except (UnparsableFileError, UnicodeEncodeError):
        return False
    return True


def _without(linted: Linted, refused: Iterable[_Mark]) -> Linted:
    marks = set(refused)
    if not marks:
        return linted
    return replace(
        linted,
        findings=tuple(replace(one, fix=()) if _mark(one) in marks else one for one in linted.findings),
    )


def _mark(finding: Finding, changes: Mapping[PurePosixPath, Sequence[Edit]] | None = None) -> _Mark:
    """Return what a finding is known by, after some changes of its file."""

    def moved(place: Place) -> tuple[PurePosixPath, int]:
        return place.name, edits.shifted(place.start, (changes or {}).get(place.name, ()))

    return _Mark(finding.code, moved(finding.place), moved(finding.named) if finding.named else None)
