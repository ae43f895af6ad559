"""The programs that a folder holds, as a monorepo has services: its modules, cut where nothing joins them.

What stands below a folder with files of its own belongs together, as the analyses join modules by more than imports:
by names of fixtures, classes and tables. Two such trees of folders, side by side in a folder that holds nothing itself,
are two programs unless an import joins them, a `conftest.py` above both, Alembic's `env.py` beside the application, or
a string that names a module, `app.main`.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from aiolift.program.paths import Paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: pytest gives a `conftest.py` to all below it; Alembic runs an `env.py` for the application beside its folder.
_JOINS = frozenset({"conftest.py", "env.py"})
_NAME = re.compile(r"(\w+(?:\.\w+)*)\.?(?::[\w.]*)?")


def trees(names: Iterable[PurePosixPath]) -> dict[PurePosixPath, PurePosixPath]:
    """Return the top folder of the tree that each module belongs to.

    :param names: the files that are read, modules and others.
    """
    names = list(names)
    holding = {name.parent for name in names}
    tops: dict[PurePosixPath, PurePosixPath] = {PurePosixPath(): PurePosixPath()}

    def top(folder: PurePosixPath) -> PurePosixPath:
        if folder not in tops:
            tops[folder] = top(folder.parent) if folder.parent in holding else folder
        return tops[folder]

    return {name: top(name.parent) for name in names if name.suffix == ".py"}


def references(tree: ast.Module) -> frozenset[str]:
    """Return the dotted names that can be those of modules: imports, with dots before relative ones, and strings."""
    return frozenset(name for node in ast.walk(tree) for name in _references(node))


def _references(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            start = "." * level + (module or "")
            yield start
            yield from (f"{start}.{alias.name}" if module else start + alias.name for alias in names)
        case ast.Constant(value=str(text)) if found := _NAME.fullmatch(text):
            yield found[1]


def split(
    names: Sequence[PurePosixPath],
    trees: Mapping[PurePosixPath, PurePosixPath],
    references: Mapping[PurePosixPath, Iterable[str]],
) -> list[list[PurePosixPath]]:
    """Return the modules of each program, in the order of `names`.

    :param names: the modules.
    :param references: what each of them can refer to; nothing where there is one tree only.
    """
    joined = {top: top for top in trees.values()}

    def root(top: PurePosixPath) -> PurePosixPath:
        while joined[top] != top:
            top = joined[top]
        return top

    if len(joined) > 1:
        for name, targets in _targets(names, references).items():
            for other in targets:
                joined[root(trees[other])] = root(trees[name])
    found: dict[PurePosixPath, list[PurePosixPath]] = defaultdict(list)
    for name in names:
        found[root(trees[name])].append(name)
    return list(found.values())


def _targets(
    names: Sequence[PurePosixPath], references: Mapping[PurePosixPath, Iterable[str]]
) -> dict[PurePosixPath, set[PurePosixPath]]:
    """Return the modules that the first module of each folder, or one beside it, refers to."""
    paths = Paths(names)
    first: dict[PurePosixPath, PurePosixPath] = {}
    given: dict[PurePosixPath, set[str]] = defaultdict(set)
    found: dict[PurePosixPath, set[PurePosixPath]] = defaultdict(set)
    for name in names:
        given[first.setdefault(name.parent, name)].update(references.get(name, ()))
        if name.name in _JOINS:
            below = name.parent if name.name == "conftest.py" else name.parent.parent
            found[name].update(other for other in names if below in other.parents)
    for name, all_given in given.items():
        found[name].update(one for dotted in all_given for one in _referred(dotted, name.parent, paths))
    return found


def _referred(dotted: str, folder: PurePosixPath, paths: Paths) -> Iterator[PurePosixPath]:
    """Yield the modules that a name stands for in a folder's modules, and the packages that they are in."""
    parts = dotted.lstrip(".").split(".")
    level = len(dotted) - len(dotted.lstrip("."))
    above = [folder, *folder.parents]
    for number in range(len(parts)):
        some = parts[: number + 1]
        if level:
            found = paths.at(above[min(level, len(above)) - 1].joinpath(*some))
        else:
            found = paths.find(".".join(some), folder)
        if found is not None:
            yield found
