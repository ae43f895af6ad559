"""How pytest runs the async tests of a program: the mode and the loop scopes, from the file that governs a test.

https://pytest-asyncio.readthedocs.io/en/stable/reference/configuration.html
"""

from __future__ import annotations

import configparser
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import PurePosixPath

    from aiolift.program.text import TextFile

#: The files that can hold them, in pytest's own order within one folder, with the section that counts.
FILES = {
    "pytest.toml": "pytest",
    ".pytest.toml": "pytest",
    "pytest.ini": "pytest",
    ".pytest.ini": "pytest",
    "pyproject.toml": "tool.pytest",
    "tox.ini": "pytest",
    "setup.cfg": "tool:pytest",
}
_MODE = re.compile(r"--asyncio-mode[= ](\w+)")
_ANYIO_MODE = re.compile(r"--anyio-mode[= ](\w+)")
_LINE = re.compile(r'^(asyncio_\w+|anyio_mode|addopts)\s*=\s*"([^"]*)"', re.M)


@dataclass(frozen=True)
class PytestSettings:
    """What governs the async tests of a folder.

    :param mode: pytest-asyncio's, `strict` (the default) or `auto`.
    :param anyio_mode: that of anyio's plugin, the same two: https://anyio.readthedocs.io/en/stable/testing.html
    :param fixture_scope: the loop scope of fixtures that name none, or None: the scope of their caching.
    :param test_scope: the loop scope of tests that name none.
    """

    mode: str = "strict"
    anyio_mode: str = "strict"
    fixture_scope: str | None = None
    test_scope: str = "function"


def settings_for(name: PurePosixPath, files: Iterable[TextFile]) -> PytestSettings:
    """Return the settings that govern a test's file; pytest's defaults where nothing does."""
    by_name = {file.name: file for file in files}
    for folder in name.parents:
        for file_name, section in FILES.items():
            file = by_name.get(folder / file_name)
            options = _options(file, section) if file is not None else None
            if options is not None:
                return _settings(options)
    return PytestSettings()


def _settings(options: Mapping[str, object]) -> PytestSettings:
    given = str(options.get("addopts", ""))
    mode, anyio_mode = _MODE.search(given), _ANYIO_MODE.search(given)
    scope = options.get("asyncio_default_fixture_loop_scope")
    return PytestSettings(
        mode=mode[1] if mode else str(options.get("asyncio_mode", "strict")),
        anyio_mode=anyio_mode[1] if anyio_mode else str(options.get("anyio_mode", "strict")),
        fixture_scope=str(scope) if scope else None,
        test_scope=str(options.get("asyncio_default_test_loop_scope", "function")),
    )


def _options(file: TextFile, section: str) -> Mapping[str, object] | None:
    if file.name.suffix == ".toml":
        return _toml(file, section)
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(file.text)
    except configparser.Error:
        return None
    if parser.has_section(section):
        return dict(parser[section])
    return {} if file.name.name in {"pytest.ini", ".pytest.ini"} else None


def _toml(file: TextFile, section: str) -> Mapping[str, object] | None:
    try:
        table: object = tomllib.loads(file.text)
    except tomllib.TOMLDecodeError:  # a template of one, as cookiecutter has it: what its lines say
        return dict(_LINE.findall(file.text)) if section in file.text else None
    for key in section.split("."):
        table = table.get(key) if isinstance(table, dict) else None
    if isinstance(table, dict) and isinstance(table.get("ini_options"), dict):
        table = table["ini_options"]
    return table if isinstance(table, dict) else None
