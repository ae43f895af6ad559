"""The layout of calls that a migration writes itself: within the line length of the code base."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING

from aiolift.migrate import blocks

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence
    from pathlib import Path

    from aiolift.program.source import Module

_DEFAULT = 88
_WIDE = 120


def limit(module: Module) -> int:
    """Return how long lines may be: as the formatter is told, else 88 where the module has no longer line, else 120."""
    root = module.file.path.parents[len(module.file.name.parts) - 1]
    for folder in module.file.path.parents:
        if (found := _configured(folder)) is not None:
            return found
        if folder == root:
            break
    return _DEFAULT if all(len(line) <= _DEFAULT for line in module.text.splitlines()) else _WIDE


@lru_cache(maxsize=1000)
def _configured(folder: Path) -> int | None:
    for name, tables in (
        ("ruff.toml", ((),)),
        (".ruff.toml", ((),)),
        ("pyproject.toml", (("tool", "ruff"), ("tool", "black"))),
    ):
        try:
            content = tomllib.loads((folder / name).read_text("utf-8"))
        except (OSError, ValueError):  # not there, or not readable: others say so where it matters
            continue
        for table in tables:
            found: object = content
            for key in (*table, "line-length"):
                found = found.get(key) if isinstance(found, dict) else None
            if isinstance(found, int):
                return found
    return None


def call(module: Module, node: ast.expr, name: str, arguments: Sequence[str], *, more: int = 0) -> str:
    """Return the text of a call that takes the place of `node`: on one line where it fits, else broken in brackets.

    :param name: what is called, and whatever stands before it in the same place.
    :param more: how much longer other edits make the line.
    """
    text = f"{name}({', '.join(arguments)})"
    start, end = module.start(node), module.end(node)
    starts = module.file.line_starts
    before = module.text[starts[module.file.line_of(start) - 1] : start]
    after = module.text[end:].splitlines()[0] if module.text[end:] else ""
    room = limit(module) - more
    if len(before) + len(text) + len(after) <= room:
        return text
    indent = before[: len(before) - len(before.lstrip())]
    inner, newline = indent + blocks.unit(module, node), module.file.newline
    joined = f"{inner}{', '.join(arguments)}"
    if len(joined) > limit(module):
        joined = f",{newline}".join(f"{inner}{argument}" for argument in arguments) + ","
    return f"{name}({newline}{joined}{newline}{indent})"
