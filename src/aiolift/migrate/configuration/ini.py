"""INI files with the places of their sections and values, which configparser does not give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.program.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aiolift.program.text import TextFile

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|$)")
_SECTION = re.compile(r"\[(?P<section>[^\]]*)\]")
_KEY = re.compile(r"(?P<key>[^\s=:#;\[][^=:]*?)\s*[=:][ \t]*")


@dataclass(frozen=True)
class Value:
    """One value.

    :param start: where it starts, behind the sign and the blanks; `end` is behind the last line that belongs to it.
    """

    section: str
    key: str
    start: int
    end: int


def sections(file: TextFile) -> dict[str, int]:
    """Return each section's name, and the offset behind the line of its first header."""
    found: dict[str, int] = {}
    for line in _LINE.finditer(file.text):
        if match := _SECTION.match(line[1]):
            found.setdefault(match["section"], line.end())
    return found


def values(file: TextFile) -> Iterator[Value]:
    """Yield the values; lines that are indented belong to the value above them."""
    section, key, start, end = "", "", 0, 0
    for line in _LINE.finditer(file.text):
        if key and line[1][:1] in {" ", "\t"}:
            if line[1].strip():
                end = line.end(1)
            continue
        if not line[1].strip() or line[1][0] in "#;":  # a comment at the margin does not end a value
            continue
        if key:
            yield Value(section, key, start, end)
            key = ""
        if match := _SECTION.match(line[1]):
            section = match["section"]
        elif match := _KEY.match(line[1]):
            key, start, end = match["key"], line.start() + match.end(), line.end(1)
    if key:
        yield Value(section, key, start, end)


def set_values(file: TextFile, section: str, wanted: Mapping[str, str], rule: str, why: str) -> Iterator[Edit]:
    """Yield the edits that give the keys of `section` their values; new ones stand behind its last value."""
    found = {value.key: value for value in values(file) if value.section == section}
    for key, text in wanted.items():
        if key in found and file.text[found[key].start : found[key].end].strip() != text:
            yield Edit(found[key].start, found[key].end, text, rule, why)
    new = [f"{key} = {text}{file.newline}" for key, text in wanted.items() if key not in found]
    if new:
        at = max((value.end for value in found.values()), default=sections(file)[section])
        line_end = _LINE.match(file.text, at)
        at = line_end.end() if line_end is not None and found else at
        before = "" if file.text[:at].endswith(("\n", "\r")) else file.newline
        yield Edit(at, at, before + "".join(new), rule, why)
