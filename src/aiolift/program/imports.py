"""What import statements bind."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from aiolift.program.evaluation import Evaluation
from aiolift.program.values import NOTHING, External, ModuleValue

if TYPE_CHECKING:
    import ast

    from aiolift.program.source import Module
    from aiolift.program.values import Value, Values


class Imports(Evaluation):
    """Import statements, resolved against the program's own modules.

    :ivar sources: what each `from … import` reads, where that was asked for.
    """

    sources: dict[ast.ImportFrom, Module | str | None]

    def imported(self, alias: ast.alias, importer: Module) -> set[Value]:
        """Return what `import a.b` or `import a.b as c` binds."""
        name = alias.name if alias.asname else alias.name.partition(".")[0]
        module = self.program.find(name, importer)
        if module is not None:
            return {ModuleValue(module)}
        return {External(self.library.canonical(name))}

    def import_source(self, statement: ast.ImportFrom, importer: Module) -> Module | str | None:
        """Return the module that a `from … import` reads: one of the program, or the dotted name of an external one."""
        if statement not in self.sources:
            self.sources[statement] = self._import_source(statement, importer)
        return self.sources[statement]

    def _import_source(self, statement: ast.ImportFrom, importer: Module) -> Module | str | None:
        if statement.level:
            folder = importer.file.name.parent
            for _ in range(statement.level - 1):
                folder = folder.parent
            target = folder.joinpath(*(statement.module.split(".") if statement.module else ()))
            return self.program.at(target) or ("./" + str(target))
        return self.program.find(statement.module or "", importer) or (statement.module or "")

    def submodule(self, package: Module, name: str) -> Module | None:
        """Return the module `name` of a package of the program."""
        return self.program.at(package.file.name.parent / name) if package.is_package else None

    def from_import(self, source: Module | str | None, name: str, importer: Module) -> Values:
        """Return what `from source import name` binds where `source` is not one of the program's modules."""
        if not isinstance(source, str):
            return NOTHING
        if source.startswith("./"):
            module = self.program.at(PurePosixPath(source[2:]) / name)
            return frozenset([ModuleValue(module)]) if module else NOTHING
        module = self.program.find(f"{source}.{name}", importer)  # a package without __init__.py
        if module is not None:
            return frozenset([ModuleValue(module)])
        return frozenset([External(self.library.canonical(f"{source}.{name}"))])
