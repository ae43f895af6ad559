"""What is locked or installed: lock files and the virtual environment below a code base, read and never imported."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from aiolift.analysis.requirements import declared
from aiolift.errors import UnparsableFileError
from aiolift.program import text as texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from aiolift.program.text import TextFile

LOCK_FILES = frozenset({"uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock"})
_ENVIRONMENTS = (".venv", "venv", "env")
_DIST_INFO = re.compile(r"(?P<name>[A-Za-z0-9][\w.]*)-(?P<version>[^-]+)\.dist-info")


@dataclass(frozen=True)
class Installed:
    """One package in exactly one version, and the file (or folder) and line that says so."""

    package: str
    version: Version
    name: PurePosixPath
    line: int


def locked(root: Path, names: Iterable[PurePosixPath]) -> Iterator[Installed]:
    """Yield the packages of the lock files among `names`.

    :raises ProgramError: a lock file is not text, or not TOML or JSON.
    """
    for name in (name for name in names if name.name in LOCK_FILES):
        yield from locked_in(texts.read(root / name, name))


def locked_in(file: TextFile) -> Iterator[Installed]:
    """Yield the packages of one lock file.

    :raises UnparsableFileError: it is not TOML or JSON.
    """
    name = file.name
    for package, written in _pipfile_lock(file) if name.name == "Pipfile.lock" else _toml_lock(file):
        if version := _version(written):
            place = re.search(rf"\"{re.escape(package)}\"", file.text)
            yield Installed(canonicalize_name(package), version, name, file.line_of(place.start()) if place else 1)


def in_environment(root: Path) -> Iterator[Installed]:
    """Yield the packages in the virtual environments directly below `root`, by the names of their folders."""
    for environment in _ENVIRONMENTS:
        if not (root / environment / "pyvenv.cfg").is_file():
            continue
        folders = sorted(
            {*(root / environment).glob("lib/python*/site-packages"), root / environment / "Lib/site-packages"}
        )
        for path in (path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())):
            match = _DIST_INFO.fullmatch(path.name)
            if match and (version := _version(match["version"])):
                name = PurePosixPath(path.relative_to(root).as_posix())
                yield Installed(canonicalize_name(match["name"]), version, name, 1)


def _toml_lock(file: TextFile) -> Iterator[tuple[str, str]]:
    tables = declared.read_toml(file)
    packages: list[Any] = [*(tables.get("package") or []), *(tables.get("packages") or [])]
    for package in packages:
        name, version = declared.get(package, "name"), declared.get(package, "version")
        if isinstance(name, str) and isinstance(version, str):
            yield name, version


def _pipfile_lock(file: TextFile) -> Iterator[tuple[str, str]]:
    try:
        content = json.loads(file.text)
    except json.JSONDecodeError as error:
        raise UnparsableFileError(
            f"is not JSON: {error.msg}; renew it", name=str(file.name), line=error.lineno
        ) from error
    for group in ("default", "develop"):
        packages = declared.get(content, group)
        for name, entry in packages.items() if isinstance(packages, dict) else ():
            if isinstance(version := declared.get(entry, "version"), str):
                yield name, version.lstrip("=")


def _version(written: str) -> Version | None:
    try:
        return Version(written)
    except InvalidVersion:
        return None
