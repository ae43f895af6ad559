"""Where a new import belongs: in its section, sorted as the imports around it are (isort's and ruff's order)."""

from __future__ import annotations

import ast
import sys
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from aiolift.program.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.program.program import Program
    from aiolift.program.source import Module

RULE = "imports"
_FUTURE, _STANDARD, _THIRD_PARTY, _OWN = range(4)


class NewImport(NamedTuple):
    """An import statement to write: its module as the code writes it, and its line."""

    source: str
    line: str

    @property
    def is_plain(self) -> bool:
        """Whether it is an `import x` and not a `from x import y`."""
        return self.line.startswith("import ")


def source_of(statement: ast.ImportFrom | ast.Import) -> str:
    """Return the module that a statement imports from as it is written there, with its dots."""
    if isinstance(statement, ast.ImportFrom):
        return "." * statement.level + (statement.module or "")
    return statement.names[0].name


def section(source: str, program: Program, module: Module) -> int:
    """Return the section that an import belongs to: future, standard library, third party, the program's own."""
    if source == "__future__":
        return _FUTURE
    if source.startswith("."):
        return _OWN
    if source.partition(".")[0] in sys.stdlib_module_names:
        return _STANDARD
    return _OWN if program.find(source, module) or program.find(source.partition(".")[0], module) else _THIRD_PARTY


def placed(new: Iterable[NewImport], program: Program, module: Module) -> Iterator[Edit]:
    """Yield the edits that insert new imports at a module's top level."""
    existing = [node for node in module.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    sections = {node: section(source_of(node), program, module) for node in existing}
    ordered = sorted(new, key=lambda entry: (section(entry.source, program, module), not entry.is_plain, entry.source))
    for number, group in groupby(ordered, key=lambda entry: section(entry.source, program, module)):
        alike = [node for node in existing if sections[node] == number]
        if alike:
            for entry in group:
                yield _beside(entry, alike, module)
        else:
            lines = module.file.newline.join(entry.line for entry in group)
            yield _own_section(lines, number, sections, module)


def _beside(entry: NewImport, alike: list[ast.Import | ast.ImportFrom], module: Module) -> Edit:
    """Insert an import between those of its section."""
    kind = [node for node in alike if isinstance(node, ast.Import) == entry.is_plain]
    smaller = [node for node in kind if source_of(node) <= entry.source]
    if smaller:
        return below(smaller[-1], entry.line, module)
    if kind:
        return _before(kind[0], entry.line, module)
    return _before(alike[0], entry.line, module) if entry.is_plain else below(alike[-1], entry.line, module)


def _own_section(lines: str, number: int, sections: dict[ast.Import | ast.ImportFrom, int], module: Module) -> Edit:
    """Insert imports whose section the module does not have yet, between the sections around it."""
    newline = module.file.newline
    earlier = [node for node, found in sections.items() if found < number]
    later = [node for node, found in sections.items() if found > number]
    if earlier:
        return below(earlier[-1], newline + lines, module)
    if later:
        return _before(later[0], lines + newline, module)
    position = _first_code(module)
    if position < len(module.text):
        return Edit(position, position, lines + newline + newline, RULE, "")
    ends_a_line = module.text.endswith(("\r", "\n")) or not module.text
    return Edit(position, position, ("" if ends_a_line else newline) + lines + newline, RULE, "")


def _before(statement: ast.stmt, line: str, module: Module) -> Edit:
    position = module.file.line_starts[statement.lineno - 1]
    return Edit(position, position, line + module.file.newline, RULE, "")


def below(statement: ast.stmt, line: str, module: Module) -> Edit:
    """Insert a line below the one that a statement ends on; a comment behind the statement stays there."""
    starts, newline = module.file.line_starts, module.file.newline
    last = statement.end_lineno or statement.lineno
    end = module.end(statement)
    rest = module.file.line(last)[end - starts[last - 1] :].lstrip()
    if last == len(starts) or (rest and not rest.startswith("#")):
        return Edit(end, end, newline + line, RULE, "")
    if rest.startswith("# noqa"):  # what holds for an import there, as E402 does, holds for its neighbour
        line = f"{line}  {rest}"
    return Edit(starts[last], starts[last], line + newline, RULE, "")


def _first_code(module: Module) -> int:
    for statement in module.tree.body:
        is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not is_text:
            return module.file.line_starts[module.first_line(statement) - 1]
    return len(module.text)
