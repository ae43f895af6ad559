"""Programs for the tests of lint, from text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from aiolift.program.text import TextFile


def files(code: str | Mapping[str, str]) -> list[TextFile]:
    """Return the files of a program that is written in a test; a single text is `example.py`."""
    named = {"example.py": code} if isinstance(code, str) else code
    return [TextFile(Path(name), PurePosixPath(name), text) for name, text in named.items()]
