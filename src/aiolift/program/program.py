"""All modules of a program, and how they import each other."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from aiolift.program import fixtures
from aiolift.program.entities import Class, Definitions, Function, Scope
from aiolift.program.paths import Paths
from aiolift.program.source import Module

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import PurePosixPath

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
        self._paths = Paths(file.name for file in files)
        self.modules: list[Module] = []
        self.scopes: dict[ast.AST, Scope] = {}
        self.functions: list[Function] = []
        self.classes: list[Class] = []
        self._by_path: dict[PurePosixPath, Module] = {}
        self._mentioned: dict[str, bool] = {}
        self._found: dict[tuple[str, PurePosixPath], Module | None] = {}
        for file in files:
            is_package = file.name.name == "__init__.py"
            module = Module(file, self._paths.dotted(file.name), is_package=is_package, parsed=parsed.get(file.name))
            found = Definitions(module)
            self.modules.append(module)
            self.scopes.update(found.scopes)
            self.functions += found.functions
            self.classes += found.classes
            self._by_path[file.name] = module
            progress()

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
        key = dotted, importer.folder
        if key not in self._found:
            self._found[key] = self._module(self._paths.find(*key))
        return self._found[key]

    def named(self, dotted: str) -> list[Module]:
        """Return the modules that can be imported by a name, each with its own folder on the path."""
        return [self._by_path[name] for name in self._paths.ending(dotted)]

    def matching(self, pattern: str) -> list[Module]:
        """Return the modules whose whole dotted name, from any folder on, matches a regular expression."""
        return [self._by_path[name] for name in self._paths.matching(pattern)]

    def at(self, path: PurePosixPath) -> Module | None:
        """Return the module or package at a path without its `.py`, below the root."""
        return self._module(self._paths.at(path))

    def _module(self, name: PurePosixPath | None) -> Module | None:
        return self._by_path[name] if name is not None else None

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
    def asking(self) -> frozenset[Function]:
        """The functions that pytest may pass fixtures to."""
        return frozenset(filter(fixtures.may_ask, self.functions))

    @cached_property
    def fixtures(self) -> dict[str, list[Function]]:
        """pytest's fixtures by the name that tests ask for."""
        return fixtures.by_name(self.functions)
