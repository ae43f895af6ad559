"""Functions that an installed script calls: `[project.scripts]`, Poetry's, and `console_scripts` of setup.cfg."""

from __future__ import annotations

import configparser
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from pathlib import Path, PurePosixPath

    from aiolift.program.entities import Function
    from aiolift.program.program import Program


def functions(wanted: Container[tuple[str, str]], program: Program) -> set[Function]:
    """Return the program's functions among entry points: nobody awaits there, so each must stay a plain function."""
    return {
        function for function in program.functions if (function.module.name, function.qualname) in wanted
    }  # fmt: skip


def entry_points(root: Path, names: Iterable[PurePosixPath]) -> Iterator[tuple[str, str]]:
    """Yield the module and the function of each script; files that cannot be read say nothing here."""
    for name in names:
        if name.name not in {"pyproject.toml", "setup.cfg"}:
            continue
        try:
            text = (root / name).read_text("utf-8")
            targets = _toml(text) if name.suffix == ".toml" else _cfg(text)
            for target in targets:
                module, _, function = target.partition(":")
                yield module.strip(), function.partition("[")[0].strip()
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, configparser.Error):
            continue  # whoever changes the file reports it


def _toml(text: str) -> list[str]:
    data = tomllib.loads(text)
    tables = [data.get("project", {}).get("scripts"), data.get("tool", {}).get("poetry", {}).get("scripts")]
    return [target for table in tables if table for target in table.values() if isinstance(target, str)]


def _cfg(text: str) -> list[str]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    lines = parser.get("options.entry_points", "console_scripts", fallback="").splitlines()
    return [line.partition("=")[2] for line in lines if "=" in line]
