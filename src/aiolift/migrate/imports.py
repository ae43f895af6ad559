"""Imports: what the new code needs, and what nothing uses any more."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from aiolift.migrate.import_order import NewImport, below, placed
from aiolift.program.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.program.program import Program
    from aiolift.program.source import Module


class Imports:
    """The import edits of one module.

    :param module: the module whose code is being rewritten.
    """

    def __init__(self, program: Program, module: Module) -> None:
        self.module = module
        self._top = program.scopes[module.tree]
        self._program = program
        self._wanted: dict[str, dict[str, str]] = defaultdict(dict)
        self._modules: dict[str, str] = {}
        self._kept: set[str] = set()
        self._replaced: set[ast.AST] = set()
        self._anchor: dict[str, ast.ImportFrom] = {}
        self._deleted: set[ast.stmt] = set()

    def need(
        self, source: str, name: str, *, alias: str | None = None, instead_of: ast.ImportFrom | None = None
    ) -> str:
        """Make `from source import name` hold, and return the name to write.

        :param source: the module, with dots in front where the code around writes a relative import.
        :param alias: the name that the code gives to what the new import replaces, where it is not the thing's own.
        :param instead_of: the import statement that the new one should stand beside.
        """
        existing = self._existing(source, name)
        if existing is not None:
            return self.keep(existing)
        if name in self._wanted[source]:
            return self._wanted[source][name]
        taken = {local for names in self._wanted.values() for local in names.values()}
        free = name not in self._top.names or (self._is_imported(name) and self._freed(name))
        local = alias or (name if free and name not in taken else f"{_prefix(source)}_{name}")
        self._wanted[source][name] = local
        if instead_of is not None:
            self._anchor.setdefault(source, instead_of)
        return local

    def need_module(self, name: str) -> str:
        """Make `import name` hold, and return the name to write."""
        for statement in self.module.tree.body:
            if isinstance(statement, ast.Import):
                for alias in statement.names:
                    if alias.name == name:
                        return self.keep(alias.asname or alias.name)
        self._modules[name] = name
        return name

    def keep(self, name: str) -> str:
        """Note that new code refers to an imported name, which stays even where all older references went."""
        self._kept.add(name)
        return name

    def replaced(self, reference: ast.AST) -> None:
        """Note that a reference to an imported name, or to what is reached through it, no longer stands in the text."""
        while isinstance(reference, ast.Attribute):
            reference = reference.value
        self._replaced.add(reference)

    def _existing(self, source: str, name: str) -> str | None:
        for statement in self.module.tree.body:
            if isinstance(statement, ast.ImportFrom) and _source(statement) == source:
                for alias in statement.names:
                    if alias.name == name:
                        return alias.asname or alias.name
        return None

    def _is_imported(self, name: str) -> bool:
        return any(
            (alias.asname or alias.name.partition(".")[0]) == name
            for statement in self.module.tree.body
            if isinstance(statement, ast.ImportFrom | ast.Import)
            for alias in statement.names
        )

    def _freed(self, name: str) -> bool:
        return all(reference in self._replaced for reference in self._references(name))

    def _references(self, name: str) -> list[ast.Name]:
        found = []
        for node in self.module.parents:
            if isinstance(node, ast.Name) and node.id == name:
                found.append(node)
        return found

    def edits(self) -> Iterator[Edit]:
        """Yield the edits of the import statements, once every other edit is known."""
        made = list(self._edits())
        added = [edit.start for edit in made if edit.start == edit.end]
        for edit in made:  # the empty line below what is removed stays below what comes in its place
            cut = min((place for place in added if edit.start < place < edit.end), default=edit.end)
            yield edit if cut == edit.end else replace(edit, end=cut)

    def _edits(self) -> Iterator[Edit]:
        removed = self._unused()
        added: dict[ast.ImportFrom | ast.Import, list[str]] = defaultdict(list)
        fresh: list[tuple[str, str, ast.stmt | None]] = []
        for source, names in sorted(self._wanted.items()):
            spelled = [name if name == local else f"{name} as {local}" for name, local in sorted(names.items())]
            same = self._statement_for(source)
            if same is not None:
                added[same] += spelled
            else:
                fresh.append((source, f"from {source} import {', '.join(spelled)}", self._anchor.get(source)))
        for name in sorted(self._modules):
            fresh.append((name, f"import {name}", None))
        for statement in {**removed, **added}:
            yield from self._change(statement, removed.get(statement, set()), added.get(statement, []), fresh)
        top = [
            NewImport(source, line)
            for source, line, anchor in fresh
            if anchor is None or anchor in self.module.tree.body
        ]
        yield from placed(top, self._program, self.module)
        for _, line, anchor in fresh:
            if anchor is not None and anchor not in self.module.tree.body:
                yield below(anchor, self.module.indent(anchor) + line, self.module)

    def _unused(self) -> dict[ast.ImportFrom | ast.Import, set[ast.alias]]:
        removed: dict[ast.ImportFrom | ast.Import, set[ast.alias]] = defaultdict(set)
        touched = {node.id for node in self._replaced if isinstance(node, ast.Name)}
        for node in self.module.parents:
            if not isinstance(node, ast.ImportFrom | ast.Import):
                continue
            for alias in node.names:
                local = alias.asname or alias.name.partition(".")[0]
                if local in touched - self._kept and self._freed(local) and not self._exported(local):
                    removed[node].add(alias)
        return removed

    def _exported(self, name: str) -> bool:
        for statement in self.module.tree.body:
            if isinstance(statement, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == "__all__" for target in statement.targets
            ):
                return any(isinstance(node, ast.Constant) and node.value == name for node in ast.walk(statement.value))
        return False

    def _statement_for(self, source: str) -> ast.ImportFrom | None:
        """Return the import that takes more names of a module: none can stand beside a star."""
        for statement in self.module.tree.body:
            if (
                isinstance(statement, ast.ImportFrom)
                and _source(statement) == source
                and statement.names[0].name != "*"
            ):
                return statement
        return None

    def _change(
        self,
        statement: ast.ImportFrom | ast.Import,
        removed: set[ast.alias],
        added: list[str],
        fresh: list[tuple[str, str, ast.stmt | None]],
    ) -> Iterator[Edit]:
        kept = [alias for alias in statement.names if alias not in removed]
        module = self.module
        if not kept and not added:
            takers = [entry for entry in fresh if entry[2] is statement and self._fits(statement, entry[0])]
            if takers:  # the new import takes the old one's place
                fresh.remove(takers[0])
                yield Edit(module.start(statement), module.end(statement), takers[0][1], "imports", "")
                return
            self._deleted.add(statement)
            yield self._delete(statement)
            return
        first, last = statement.names[0], statement.names[-1]
        start, end = module.start(first), module.end(last)
        spelled = [module.segment(alias) for alias in kept] + added
        old = module.text[start:end]
        if "#" in old:
            yield from self._change_lines(statement, removed, added)
            return
        if _is_sorted([module.segment(alias) for alias in statement.names]):
            spelled.sort(key=_isort)
        separator = module.text[module.end(first) : module.start(statement.names[1])] if "\n" in old else ", "
        yield Edit(start, end, separator.join(spelled), "imports", "")

    def _fits(self, statement: ast.stmt, source: str) -> bool:
        """Whether an import of `source` may stand where `statement` stands without leaving the order of the imports."""
        siblings = self.module.siblings(statement)
        number = siblings.index(statement)
        around = [
            node
            for node in siblings[max(number - 1, 0) : number + 2]
            if node is not statement and isinstance(node, ast.ImportFrom)
        ]
        same = [
            node
            for node in around
            if _import_name(node).partition(".")[0] == source.partition(".")[0] and not node.level
        ]
        return all((_import_name(node) <= source) == (node.lineno < statement.lineno) for node in same)

    def _change_lines(
        self, statement: ast.ImportFrom | ast.Import, removed: set[ast.alias], added: list[str]
    ) -> Iterator[Edit]:
        """Change an import with comments between its names, name by name."""
        module, names = self.module, statement.names
        kept = [number for number, alias in enumerate(names) if alias not in removed]
        if not kept:
            yield Edit(module.start(names[0]), module.end(names[-1]), ", ".join(added), "imports", "")
            return
        for number, alias in enumerate(names[: kept[-1]]):
            if alias in removed:
                yield Edit(module.start(alias), module.start(names[number + 1]), "", "imports", "")
        last = module.end(names[kept[-1]])
        yield Edit(last, module.end(names[-1]), "".join(f", {name}" for name in added), "imports", "")

    def _delete(self, statement: ast.stmt) -> Edit:
        module = self.module
        starts = module.file.line_starts
        others = [found for found in module.siblings(statement) if found not in self._deleted]
        start = starts[statement.lineno - 1]
        last = statement.end_lineno or statement.lineno
        end = starts[last] if last < len(starts) else len(module.text)
        alone = not module.text[start : module.start(statement)].strip() and not module.text[
            module.end(statement) : end
        ].strip(" \t\r\n;")
        if not others or not alone:
            return Edit(module.start(statement), module.end(statement), "pass", "imports", "")
        if not module.text[:start].strip() and last < len(starts) and not module.file.line(last + 1).strip():
            end = starts[last + 1] if last + 1 < len(starts) else len(module.text)  # no file begins with an empty line
        return Edit(start, end, "", "imports", "")


def _source(statement: ast.ImportFrom) -> str:
    """Return the module that a statement imports from as it is written there, with its dots."""
    return "." * statement.level + (statement.module or "")


def _import_name(statement: ast.stmt) -> str:
    if isinstance(statement, ast.ImportFrom):
        return statement.module or ""
    assert isinstance(statement, ast.Import)
    return statement.names[0].name


def _prefix(source: str) -> str:
    return {"sqlalchemy": "sa"}.get(source.partition(".")[0], source.partition(".")[0])


def _is_sorted(names: list[str]) -> bool:
    return names == sorted(names) or names == sorted(names, key=str.lower) or names == sorted(names, key=_isort)


def _isort(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2, name)
