"""Functions that a server is told to call: `uvicorn app.main:create_app --factory` in a Dockerfile or a script.

The server calls them inside of its event loop and does not await them: https://www.uvicorn.org/#application-factories
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiolift.analysis.named_functions import function_named
from aiolift.migrate.configuration.literals import may_hold_urls

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path, PurePosixPath

    from aiolift.program.entities import Function
    from aiolift.program.program import Program

#: A server and, a few words or lines behind it, what it is told to serve: `uvicorn --factory app.main:create_app`.
_TOLD = re.compile(
    r"\b(?:uvicorn|gunicorn|hypercorn|granian|fastapi)\b(?:(?!\n\s*\n).){0,200}?"
    r"(?<![\w./:])([A-Za-z_][\w.]*:[A-Za-z_]\w*)(?![\w:/])",
    re.DOTALL,
)


def targets(root: Path, names: Iterable[PurePosixPath]) -> set[str]:
    """Return what files of settings name to a server, `module:name`; a file that cannot be read says nothing here."""
    found: set[str] = set()
    for name in names:
        if not may_hold_urls(name):
            continue
        try:
            text = (root / name).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue  # whoever changes the file reports it
        found |= {match[1] for match in _TOLD.finditer(text)}
    return found


def factories(told: Iterable[str], program: Program) -> set[Function]:
    """Return the program's functions among such names: the others are applications."""
    return {function for name in told if (function := function_named(program, name))}
