"""Passwords in lines of code, which neither a terminal nor a file of findings is to show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiolift.program.edits import Edit, apply

if TYPE_CHECKING:
    from aiolift.lint.finding import Finding

_MASK = "***"
_PASSWORDS = (
    re.compile(r"://[^\s:/@'\"]*:(?P<secret>[^\s'\"{}]+)@"),
    re.compile(r"[?&](?:password|passwd)=(?P<secret>[^\s&'\"{}]+)", re.I),
    re.compile(
        r"\w*(?:password|passwd|pwd|secret)['\"]?\s*[=:]\s*(?:str\s*=\s*)?(?P<quote>['\"])(?P<secret>.+?)(?P=quote)",
        re.I,
    ),
)
#: The rule whose findings mark a password.
_MARKS_PASSWORDS = "AL511"


def masks(line: str, finding: Finding | None = None) -> list[Edit]:
    """Return the edits that hide the passwords of a line of code.

    :param finding: one on this line, which can mark a password that does not look like one.
    """
    spans = {match.span("secret") for pattern in _PASSWORDS for match in pattern.finditer(line)}
    if finding is not None and finding.code == _MARKS_PASSWORDS:
        place = finding.place
        start = place.column - 1
        end = place.end_column - 1 if place.end_line == place.line else len(line)
        if not any(start <= one < end for one, _ in spans):
            spans.add((start, end))
    made: list[Edit] = []
    for start, end in sorted(spans):
        if not made or start >= made[-1].end:
            made.append(Edit(start, end, _MASK, "hide-password"))
    return made


def hidden(text: str, finding: Finding | None = None) -> str:
    """Return a line of code with its passwords hidden; the parameters are those of `masks`."""
    return apply(text, masks(text, finding))
