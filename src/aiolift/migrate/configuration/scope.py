"""What is required around one file of requirements."""

from __future__ import annotations

import posixpath
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from packaging.specifiers import SpecifierSet

from aiolift.analysis.requirements import declared
from aiolift.migrate.configuration import event_loop
from aiolift.migrate.configuration.decide import ORMS, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aiolift.analysis.requirements.declared import Declared
    from aiolift.migrate.configuration.event_loop import EventLoop
    from aiolift.program.text import TextFile


def scope_of(name: PurePosixPath, files: Mapping[PurePosixPath, TextFile], required: Sequence[Declared]) -> Scope:
    """Return what is required in the folder of `name`, and what that file includes with ``-r``, however deep.

    :param files: the code base's files of requirements, by name.
    """
    included = _included(name, files)
    return Scope(
        frozenset(item.package for item in required if item.name.parent == name.parent),
        frozenset(item.package for item in required if item.name in included),
        event_loop_of(name.parent, required).specifier,
    )


def event_loop_of(folder: PurePosixPath, required: Iterable[Declared]) -> EventLoop:
    """Return what fits the pytest that is required in or below `folder`; else the one required anywhere."""
    items = [item for item in required if item.package in {"pytest", "pytest-asyncio"}]
    near = [item for item in items if item.name.is_relative_to(folder)]
    if not any(item.package == "pytest" for item in near):
        near = items
    versions: dict[str, SpecifierSet] = {}
    for item in near:
        versions[item.package] = versions.get(item.package, SpecifierSet()) & item.requirement.specifier
    return event_loop.fitting(versions.get("pytest", SpecifierSet()), versions.get("pytest-asyncio"))


def is_near_orm(folder: PurePosixPath, required: Sequence[Declared]) -> bool:
    """Whether SQLAlchemy or SQLModel is required in `folder`, above it, or one level below (``requirements/``).

    Where no list has either, it may come with another package, and every folder is near.
    """
    folders = {item.name.parent for item in required if item.package in ORMS}
    return not folders or any(folder.is_relative_to(orm) or orm.parent == folder for orm in folders)


def _included(name: PurePosixPath, files: Mapping[PurePosixPath, TextFile]) -> set[PurePosixPath]:
    found: set[PurePosixPath] = set()
    waiting = [name]
    while waiting:
        file = files.get(waiting.pop())
        if file is None or not declared.is_requirements(file.name):
            continue
        paths = (PurePosixPath(posixpath.normpath(file.name.parent / path)) for path in declared.included(file))
        new = [path for path in paths if path not in found and path != name]
        found.update(new)
        waiting += new
    return found
