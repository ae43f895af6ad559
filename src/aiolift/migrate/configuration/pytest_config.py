"""pytest's configuration: async tests run, and all of them on one event loop, in the file that governs them.

https://docs.pytest.org/en/stable/reference/customize.html
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import tomlkit

from aiolift.analysis.requirements import declared
from aiolift.analysis.testing.pytest_settings import FILES
from aiolift.migrate.configuration import ini, toml_files
from aiolift.program.edits import apply

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from aiolift.program.text import TextFile

RULE = "pytest-asyncio"
_WHY = "all async tests and fixtures share one event loop, as they share the engine"
_SECTIONS = {name: section for name, section in FILES.items() if not name.endswith(".toml")}
#: What stands at the top of a project.
_PROJECT = ("pyproject.toml", "setup.py", "setup.cfg", "tox.ini", "Pipfile", "requirements.txt")


def places(tests: Iterable[PurePosixPath], files: Mapping[PurePosixPath, TextFile]) -> tuple[PurePosixPath, ...]:
    """Return the files that hold pytest's configuration for `tests`, or are to: a new one stands by the project's own.

    :param tests: the files that hold tests or fixtures.
    :param files: those of the code base's files that could hold pytest's configuration.
    """
    return tuple(dict.fromkeys(_place(folder, files) for folder in sorted({test.parent for test in tests})))


def _place(folder: PurePosixPath, files: Mapping[PurePosixPath, TextFile]) -> PurePosixPath:
    above = [folder, *folder.parents]
    for here in above:
        for name in FILES:
            if (file := files.get(here / name)) and _governs(file):
                return here / name
    top = next((here for here in above if any(here / name in files for name in _PROJECT)), PurePosixPath())
    return top / ("pyproject.toml" if top / "pyproject.toml" in files else "pytest.ini")


def _governs(file: TextFile) -> bool:
    name = file.name.name
    if name in {"pyproject.toml", "pytest.toml", ".pytest.toml"}:
        return _table(declared.read_toml(file), name) is not None
    return name in {"pytest.ini", ".pytest.ini"} or _SECTIONS[name] in ini.sections(file)


def _table(tables: object, name: str) -> tuple[str, ...] | None:
    """Return the path of pytest's table; `[tool.pytest]` itself is pytest 9's, with values of TOML's types."""
    paths = (("tool", "pytest", "ini_options"), ("tool", "pytest")) if name == "pyproject.toml" else (("pytest",),)
    return next((path for path in paths if isinstance(declared.get(tables, *path), dict)), None)


def configured(file: TextFile, options: Mapping[str, str]) -> str:
    """Return the text of `file` with pytest's `options` set; the same text where they are."""
    name = file.name.name
    if name.endswith(".toml"):
        return _toml(file, options)
    section = _SECTIONS[name]
    if section in ini.sections(file):
        return apply(file.text, ini.set_values(file, section, options, RULE, _WHY))
    body = file.newline.join([f"[{section}]", *(f"{key} = {value}" for key, value in options.items()), ""])
    gap = "" if not file.text else file.newline if file.text.endswith(("\n", "\r")) else file.newline * 2
    return f"{file.text}{gap}{body}"


def _toml(file: TextFile, options: Mapping[str, str]) -> str:
    tables = declared.read_toml(file)
    path = _table(tables, file.name.name) or ("tool", "pytest", "ini_options")
    existing = declared.get(tables, *path)
    if existing is None:
        gap = "" if file.text.endswith(("\n", "\r")) or not file.text else file.newline
        body = file.newline.join([f"[{'.'.join(path)}]", *(f'{key} = "{value}"' for key, value in options.items()), ""])
        return f"{file.text}{gap}{file.newline if file.text else ''}{body}"
    wrong = {key: value for key, value in options.items() if existing.get(key) != value}
    if not wrong:
        return file.text
    document = tomlkit.parse(file.text)
    table = toml_files.at(document, path)
    for key, value in wrong.items():
        table[key] = value
    return toml_files.dumped(document, file)


def is_test(name: PurePosixPath) -> bool:
    """Whether pytest finds tests or fixtures in a file of this name."""
    return name.suffix == ".py" and (
        name.name.startswith("test_") or name.stem.endswith("_test") or name.stem == "conftest"
    )


def could_hold(names: Collection[PurePosixPath]) -> list[PurePosixPath]:
    """Return those of `names` that could hold pytest's configuration, or that stand at the top of a project."""
    return [name for name in names if name.name in FILES or name.name in _PROJECT]
