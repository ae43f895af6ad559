"""Comments that keep a finding quiet: `# noqa: AL101` behind its line, `# aiolift: noqa: AL101` for a whole file.

A marker that a migration has left says all there is to say of the function, class or statement below it.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.program.source import Module

_NOQA = re.compile(
    r"#\s*(?P<file>aiolift\s*:\s*)?noqa\b(?P<codes>\s*:\s*[A-Z]+[0-9]*(?:[,\s]+[A-Z]+[0-9]+)*)?", re.IGNORECASE
)
_MARKER = re.compile(r"\s*# aiolift: AL9\d\d\b")
_CODE = re.compile(r"[A-Z]+[0-9]*", re.IGNORECASE)
#: What a comment without codes stands for: the start of every code.
_ALL = ("",)
_SPACE = frozenset({tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})


class Suppressions:
    """The comments of one module."""

    def __init__(self, module: Module) -> None:
        self._file: tuple[str, ...] = ()
        self._lines: dict[int, tuple[str, ...]] = defaultdict(tuple)
        self._last: dict[int, int] = {}
        self._marked: set[int] = set()
        if "noqa" in module.text.lower():
            self._read(module)
        if "# aiolift: AL9" in module.text:
            self._marked = set(_marked(module))

    def _read(self, module: Module) -> None:
        first = 0
        readline = io.StringIO(module.parsed.tokens, newline="").readline
        for token in tokenize.generate_tokens(readline):
            if token.type == tokenize.COMMENT:
                self._add(token.start[0], token.string)
            elif token.type == tokenize.NEWLINE:
                self._last.update(dict.fromkeys(range(first, token.start[0]), token.start[0]))
                first = 0
            elif token.type not in _SPACE:
                first = first or token.start[0]

    def _add(self, line: int, text: str) -> None:
        for found in _NOQA.finditer(text):
            codes = tuple(code.upper() for code in _CODE.findall(found["codes"] or "")) or _ALL
            if found["file"]:
                self._file += codes
            else:
                self._lines[line] += codes

    def cover(self, finding: Finding) -> bool:
        """Whether a comment keeps a finding quiet: on its first line, or behind the end of its statement."""
        line = finding.place.line
        if line in self._marked and not finding.code.startswith("AL9"):
            return True
        found = (*self._file, *self._lines.get(line, ()), *self._lines.get(self._last.get(line, line), ()))
        return finding.code.startswith(found) if found else False


def _marked(module: Module) -> Iterator[int]:
    """Yield the lines of what stands below the markers of a migration."""
    markers = {number for number in range(1, len(module.file.line_starts)) if _MARKER.match(module.file.line(number))}
    for node in module.parents:
        if isinstance(node, ast.stmt) and (module.first_line(node) - 1) in markers:
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)
