"""The modules of a program by their paths, and which of them an import finds."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Paths:
    """The paths of a program's Python files, below its root."""

    def __init__(self, names: Iterable[PurePosixPath]) -> None:
        names = list(names)
        self._packages = {name.parent for name in names if name.name == "__init__.py"}
        self._by_suffix: dict[str, list[PurePosixPath]] = defaultdict(list)
        for name in names:
            parts = _parts(name)
            for number in range(len(parts)):
                self._by_suffix[".".join(parts[number:])].append(name)

    def dotted(self, name: PurePosixPath) -> str:
        """Name a module from the outermost package that it is in, else from the root."""
        parts = _parts(name)
        for number in range(len(name.parts) - 1):
            if PurePosixPath(*name.parts[: number + 1]) in self._packages:
                return ".".join(parts[number:])
        return ".".join(parts)

    def find(self, dotted: str, folder: PurePosixPath) -> PurePosixPath | None:
        """Return what `import dotted` finds in the modules of a folder, or None for one outside of the program."""
        best: tuple[int, int] | None = None
        found = None
        here = folder.parts
        for name in self._by_suffix.get(dotted, ()):
            top = _root(name, dotted)
            if top in self._packages and top not in {folder, PurePosixPath()} and "." not in dotted:
                continue  # what lies inside of a package is not imported by a shorter name; the root has no name here
            common = sum(1 for _ in _common(top.parts, here))
            if len(top.parts) > common and common < len(here) and "." not in dotted and top.name not in {"src", "lib"}:
                continue  # a top-level name in a folder that is nowhere above the importer: a library of the same name
            rank = (common, -len(top.parts))
            if best is None or rank > best:
                best, found = rank, name
        return found

    def ending(self, dotted: str) -> list[PurePosixPath]:
        """Return the modules that some folder's code imports by a name."""
        return self._by_suffix.get(dotted, [])

    def matching(self, pattern: str) -> list[PurePosixPath]:
        """Return the modules whose whole dotted name, from any folder on, matches a regular expression."""
        return [name for dotted, found in self._by_suffix.items() if re.fullmatch(pattern, dotted) for name in found]

    def at(self, path: PurePosixPath) -> PurePosixPath | None:
        """Return the module or package at a path without its `.py`, below the root."""
        for name in self._by_suffix.get(".".join(path.parts), ()):
            if name in (path.with_name(path.name + ".py") if path.name else path, path / "__init__.py"):
                return name
        return None


def _parts(name: PurePosixPath) -> tuple[str, ...]:
    parts = (*name.parts[:-1], name.name.removesuffix(".py"))
    return parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts


def _root(name: PurePosixPath, dotted: str) -> PurePosixPath:
    parts = _parts(name)
    return PurePosixPath(*parts[: len(parts) - dotted.count(".") - 1])


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> Iterable[str]:
    for left, right in zip(one, other, strict=False):
        if left != right:
            return
        yield left
