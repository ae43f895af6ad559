"""Findings for a person: the place, what is wrong, the line with the span underlined, and the fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from aiolift.lint import secrets
from aiolift.program import edits
from aiolift.report.shown import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import PurePosixPath

    from aiolift.lint.finding import Finding
    from aiolift.program.text import TextFile

_TAB = "    "


def lint_text(
    finding: Finding, files: Mapping[PurePosixPath, TextFile], path: Callable[[PurePosixPath], str]
) -> Iterator[Text]:
    """Yield the lines that show a finding.

    :param path: what a file is called on the terminal.
    """
    place = finding.place
    yield Text.assemble(
        (f"{shown(path(place.name))}:{place.line}:{place.column}", "bold"),
        " ",
        (finding.code, "bold yellow"),
        " ",
        shown(finding.message),
    )
    margin = " " * len(str(place.line))
    for step in finding.chain:
        yield Text(f"{margin} = {shown(path(step.place.name))}:{step.place.line}: {shown(step.text)}", style="dim")
    code = files[place.name].line(place.line) if place.name in files else ""
    masks = secrets.masks(code, finding)
    line = edits.apply(code, masks)
    start = edits.shifted(place.column - 1, masks)
    last = place.end_column - 1 if place.end_line == place.line else len(code.rstrip())
    end = edits.shifted(last, masks)
    yield Text.assemble((f"{place.line} | ", "cyan"), shown(line).replace("\t", _TAB))
    before = cell_len(line[:start].replace("\t", _TAB))
    width = max(cell_len(line[start:end].replace("\t", _TAB)), 1)
    yield Text.assemble((f"{margin} | ", "cyan"), " " * before, ("^" * width, "red"))
    yield Text.assemble(
        (f"{margin} = ", "cyan"), ("fix", "green"), f": {finding.help}", " (--fix does it)" if finding.fix else ""
    )


def lint_concise(finding: Finding, path: Callable[[PurePosixPath], str]) -> str:
    """Return a finding in one line."""
    place = finding.place
    fixable = " [*]" if finding.fix else ""
    return f"{path(place.name)}:{place.line}:{place.column}: {finding.code}{fixable} {finding.message}"
