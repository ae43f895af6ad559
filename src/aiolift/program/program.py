"""All modules of a program, and how they import each other."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING

from aiolift.program import fixtures
from aiolift.program.entities import Class, Definitions, Function, Scope
from aiolift.program.source import Module

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterable, Mapping

    from aiolift.program.newer_syntax import Parsed
    from aiolift.program.text import TextFile


class Program:
    """The modules of a program, their scopes, functions and classes.

    :param files: its Python files.
    :param progress: called once per file that was parsed.
    :param parsed: the trees of those files that were parsed already.
    :raises UnparsableFileError: this interpreter cannot parse one of them.
    """

    def __init__(
        self,
        files: Iterable[TextFile],
        progress: Callable[[], None] = lambda: None,
        parsed: Mapping[PurePosixPath, Parsed] = MappingProxyType({}),
    ) -> None:
        files = list(files)
        self._packages = {file.name.parent for file in files if file.name.name == "__init__.py"}
        self.modules: list[Module] = []
        self.scopes: dict[ast.AST, Scope] = {}
        self.functions: list[Function] = []
        self.classes: list[Class] = []
        self._by_suffix: dict[str, list[Module]] = defaultdict(list)
        self._mentioned: dict[str, bool] = {}
        for file in files:
            is_package = file.name.name == "__init__.py"
            module = Module(file, self._dotted(file.name), is_package=is_package, parsed=parsed.get(file.name))
            found = Definitions(module)
            self.modules.append(module)
            self.scopes.update(found.scopes)
            self.functions += found.functions
            self.classes += found.classes
            parts = _parts(file.name)
            for number in range(len(parts)):
                self._by_suffix[".".join(parts[number:])].append(module)
            progress()

    def _dotted(self, name: PurePosixPath) -> str:
        """Name a module from the outermost package that it is in, else from the root."""
        parts = _parts(name)
        for number in range(len(name.parts) - 1):
            if PurePosixPath(*name.parts[: number + 1]) in self._packages:
                return ".".join(parts[number:])
        return ".".join(parts)

    def mentions(self, text: str) -> bool:
        """Whether some text, as the name of a package, stands in one of the modules."""
        if text not in self._mentioned:
            self._mentioned[text] = any(module.mentions(text) for module in self.modules)
        return self._mentioned[text]

    @property
    def asked(self) -> frozenset[str]:
        """The texts that modules were asked for by `mentions` so far."""
        return frozenset[str]().union(*(module.asked for module in self.modules))

    def find(self, dotted: str, importer: Module) -> Module | None:
        """Return the module that `import dotted` finds from `importer`, or None for one outside of the program."""
        best: tuple[int, int] | None = None
        found = None
        here = importer.file.name.parent.parts
        for module in self._by_suffix.get(dotted, ()):
            top = _root(module.file.name, dotted)
            if top in self._packages and top not in {importer.file.name.parent, PurePosixPath()} and "." not in dotted:
                continue  # what lies inside of a package is not imported by a shorter name; the root has no name here
            common = sum(1 for _ in _common(top.parts, here))
            if len(top.parts) > common and common < len(here) and "." not in dotted and top.name not in {"src", "lib"}:
                continue  # a top-level name in a folder that is nowhere above the importer: a library of the same name
            rank = (common, -len(top.parts))
            if best is None or rank > best:
                best, found = rank, module
        return found

    def matching(self, pattern: str) -> list[Module]:
        """Return the modules whose whole dotted name, from any folder on, matches a regular expression."""
        return [module for name, found in self._by_suffix.items() if re.fullmatch(pattern, name) for module in found]

    def at(self, path: PurePosixPath) -> Module | None:
        """Return the module or package at a path without its `.py`, below the root."""
        for module in self._by_suffix.get(".".join(path.parts), ()):
            name = module.file.name
            if name in (path.with_name(path.name + ".py") if path.name else path, path / "__init__.py"):
                return module
        return None

    def classes_named(self, name: str) -> list[Class]:
        """Return the classes of that name, for the strings in `relationship("Post")`."""
        return self._classes_by_name.get(name.rpartition(".")[2], [])

    @cached_property
    def _classes_by_name(self) -> dict[str, list[Class]]:
        found: dict[str, list[Class]] = defaultdict(list)
        for cls in self.classes:
            found[cls.name].append(cls)
        return found

    @cached_property
    def fixtures(self) -> dict[str, list[Function]]:
        """pytest's fixtures by the name that tests ask for."""
        return fixtures.by_name(self.functions)


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
