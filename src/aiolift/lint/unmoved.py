"""Findings of a run that still hold where only the layout of modules changed, as comments do: see `relayout`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from aiolift.errors import UnparsableFileError
from aiolift.lint.cache import Part, source
from aiolift.lint.relayout import relayout
from aiolift.lint.suppression import Suppressions
from aiolift.program import edits
from aiolift.program.source import Module

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import PurePosixPath

    from aiolift.lint.cache import Kept
    from aiolift.lint.finding import Finding, Place
    from aiolift.lint.relayout import Relayout
    from aiolift.program.text import TextFile

#: How a text for a person names a line.
_LINE = re.compile(r"\blines? \d|<lambda:\d|\.py:\d")


def unmoved(last: Kept, files: Sequence[TextFile]) -> Kept | None:
    """Return what a run over some files would find, or None where it has to be worked out.

    :param last: what a run found over other modules of the same folder.
    """
    modules: dict[PurePosixPath, Module] = {}
    moves: dict[PurePosixPath, Relayout] = {}
    sources = {file.name: source(file) for file in files if file.name.suffix == ".py"}
    if sources.keys() != last.sources.keys():
        return None
    for file in files:
        if last.sources.get(file.name) == sources.get(file.name):
            continue
        was = last.sources[file.name]
        if (was.encoding, was.mark) != (file.encoding, file.mark.hex()):
            return None
        try:
            old, new = _module(replace(file, text=was.text)), _module(file)
        except UnparsableFileError:
            return None
        moved = relayout(old, new, last.asked)
        if moved is None:
            return None
        modules[file.name], moves[file.name] = new, moved
    try:
        parts = tuple(_moved(part, moves, modules) for part in last.parts)
    except LookupError:
        return None
    return last.model_copy(update={"parts": parts, "sources": sources})


def _module(file: TextFile) -> Module:
    return Module(file, str(file.name), is_package=False)


def _moved(last: Part, moves: Mapping[PurePosixPath, Relayout], modules: Mapping[PurePosixPath, Module]) -> Part:
    suppressions = {name: Suppressions(module) for name, module in modules.items()}
    heard: list[Finding] = []
    quiet: list[Finding] = []
    for before, was_heard in ((last.findings, True), (last.quiet, False)):
        for finding in before:
            now = _finding(finding, moves)
            comments = suppressions.get(now.place.name)
            is_heard = was_heard if comments is None else not comments.cover(now)
            (heard if is_heard else quiet).append(now)
    for found in (heard, quiet):
        found.sort(key=lambda finding: finding.order)
    return Part(names=last.names, findings=tuple(heard), quiet=tuple(quiet))


def _finding(finding: Finding, moves: Mapping[PurePosixPath, Relayout]) -> Finding:
    """Return a finding with its places as they are now.

    :raises LookupError: one of them cannot be told, or a text can be another one.
    """

    def place(old: Place) -> Place:
        return moves[old.name].place(old) if old.name in moves else old

    named = finding.named
    if any(not one.keeps_lines for one in moves.values()) and _lines(finding) != (named is not None):
        raise LookupError(finding)
    message = finding.message
    if named is not None:
        message = message.replace(f"line {named.line}", f"line {place(named).line}")
    return replace(
        finding,
        place=place(finding.place),
        message=message,
        fix=_fix(finding, moves),
        chain=tuple(replace(step, place=place(step.place)) for step in finding.chain),
        named=place(named) if named is not None else None,
    )


def _lines(finding: Finding) -> int:
    """Return how many lines the texts of a finding name."""
    return sum(len(_LINE.findall(text)) for text in (finding.message, finding.help, *(s.text for s in finding.chain)))


def _fix(finding: Finding, moves: Mapping[PurePosixPath, Relayout]) -> tuple[edits.Edit, ...]:
    move = moves.get(finding.place.name)
    if move is None:
        return finding.fix
    if move.is_inner and _spans_lines(finding.fix):
        raise LookupError(finding)  # it can repeat an expression with the comments in it
    return tuple(edits.moved(edit, move.start, move.end) for edit in finding.fix)


def _spans_lines(fix: Collection[edits.Edit]) -> bool:
    return any("\n" in edit.text or "\r" in edit.text for edit in fix)
