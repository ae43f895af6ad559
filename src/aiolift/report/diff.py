"""The changes as a unified diff: bytes for `git apply` and `patch -p1`, or coloured text for a person."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from aiolift.errors import UnreadableFileError
from aiolift.program import text
from aiolift.report.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import PurePosixPath

    from aiolift.program.change import FileChange

#: The first that a line starts with counts.
_STYLES = {"--- ": "bold", "+++ ": "bold", "diff ": "bold", "new file": "bold", "@@": "cyan", "+": "green", "-": "red"}
_ESCAPES = {ord("\\"): "\\\\", ord('"'): '\\"', ord("\n"): "\\n", ord("\t"): "\\t", ord("\r"): "\\r"}


def patch(changes: Iterable[FileChange]) -> bytes:
    """Return the changes as a patch. Its lines are the files' own bytes: line endings, encodings and marks included."""
    return b"".join(line for change in changes for line in _patch(change))


def coloured(changes: Iterable[FileChange]) -> Iterator[Text]:
    """Yield the same lines as a person reads them: decoded, without line endings."""
    for change in changes:
        for line in (*_header(change), *_hunks(_for_people(change, change.before), _for_people(change, change.after))):
            style = next((style for start, style in _STYLES.items() if line.startswith(start)), "")
            yield Text(shown(line.rstrip("\r\n")), style=style)


def _patch(change: FileChange) -> Iterator[bytes]:
    yield from (os.fsencode(line) + b"\n" for line in _header(change))
    # Latin-1 maps each byte to one character and back: what is compared are bytes, whatever the encoding.
    for line in _hunks((change.before or b"").decode("latin-1"), change.after.decode("latin-1")):
        yield line.encode("latin-1")
        if not line.endswith("\n"):
            yield b"\n\\ No newline at end of file\n"


def _header(change: FileChange) -> Iterator[str]:
    old, new = _quoted(f"a/{change.name}"), _quoted(f"b/{change.name}")
    yield f"diff --git {old} {new}"
    if change.before is None:
        yield "new file mode 100644"
    if (change.before or b"") != change.after:
        end = "\t" if " " in str(change.name) else ""  # without it, patch takes what follows a blank for a date
        yield "--- /dev/null" if change.before is None else f"--- {old}{end}"
        yield f"+++ {new}{end}"


def _hunks(before: str, after: str) -> Iterator[str]:
    lines = difflib.unified_diff(_lines(before), _lines(after))
    return (line for number, line in enumerate(lines) if number >= 2)  # the names of the files are in the header


def _lines(content: str) -> list[str]:
    """Split as git and patch do: at line feeds only."""
    *whole, rest = content.split("\n")
    return [f"{line}\n" for line in whole] + ([rest] if rest else [])


def _quoted(name: str) -> str:
    """Quote a name as git does, where it has to be."""
    escaped = name.translate(_ESCAPES)
    return f'"{escaped}"' if escaped != name else name


def _for_people(change: FileChange, data: bytes | None) -> str:
    name: PurePosixPath = change.name
    try:
        return text.decode(data or b"", Path(name), name, python=name.suffix == ".py").text
    except UnreadableFileError:
        return (data or b"").decode(errors="replace")
