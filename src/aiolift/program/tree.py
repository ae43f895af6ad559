"""The files of a code base: which are its own, and which are version control, virtual environments and caches."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NoReturn

from aiolift.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_VERSION_CONTROL = frozenset({".git", ".hg", ".svn", ".jj"})
_CACHES = frozenset(
    {"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".tox", ".nox", ".pyre", ".pytype"}
)
#: A folder that holds one of these is a virtual environment, or a cache by the Cache Directory Tagging standard.
_SIGNS = ("pyvenv.cfg", "conda-meta", "CACHEDIR.TAG")
_INSTALLED = frozenset({"node_modules", "site-packages", "__pypackages__"})


def is_foreign(path: Path) -> bool:
    """Whether `path` is no part of the code base: version control, a virtual environment, a cache."""
    if path.name in _VERSION_CONTROL or path.name in _CACHES:
        return True
    return any(os.path.lexists(path / sign) for sign in _SIGNS)


def home(file: Path) -> Path:
    """Return the folder that a file's module is imported from: that of its outermost package, or its own."""
    folder = file.parent
    while (folder / "__init__.py").is_file():
        folder = folder.parent
    return folder


def files(root: Path, exclude: Sequence[str] = ()) -> Iterator[PurePosixPath]:
    """Yield the files of the code base at `root`, sorted, by their path below it.

    Symbolic links are left out, whatever they point to, and so are installed packages.

    :param exclude: globs for paths below `root`, where `*` also stands for `/`; one that names a folder stands for
        all in it, and one without `/` is compared with each part of a path.
    :raises UnreadableFileError: a folder cannot be read.
    """
    for folder, folders, names in os.walk(root, onerror=_refuse):
        here = Path(folder)
        below = PurePosixPath(here.relative_to(root).as_posix())
        folders[:] = sorted(
            name
            for name in folders
            if name not in _INSTALLED
            and not (here / name).is_symlink()
            and not is_foreign(here / name)
            and not is_excluded(below / name, exclude)
        )
        for name in sorted(names):
            path = here / name
            if path.is_file() and not path.is_symlink() and not is_excluded(below / name, exclude):
                yield below / name


def left_out(root: Path, exclude: Sequence[str] = ()) -> Iterator[tuple[PurePosixPath, str]]:
    """Yield the Python files, and links to folders, that `files` passes over although they stand in the code base."""
    if exclude:
        read = set(files(root, exclude))
        for file in files(root):
            if file.suffix == ".py" and file not in read:
                yield file, "was not read: --exclude; code that calls it cannot be checked against it"
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if name not in _INSTALLED and not is_foreign(here / name))
        for name in sorted({*folders, *names}):
            if (here / name).is_symlink() and (name.endswith(".py") or (here / name).is_dir()):
                yield PurePosixPath((here / name).relative_to(root).as_posix()), "was not read: links are not followed"
        folders[:] = [name for name in folders if not (here / name).is_symlink()]


def _refuse(error: OSError) -> NoReturn:
    raise UnreadableFileError(f"{error.filename}: cannot be read: {error.strerror}; give read access") from error


def is_excluded(name: PurePosixPath, exclude: Sequence[str]) -> bool:
    """Whether one of the globs stands for `name`, or for a folder that it is in."""
    for pattern in (glob.removeprefix("./").removeprefix("**/").rstrip("/") for glob in exclude):
        if "/" not in pattern and any(fnmatchcase(part, pattern) for part in name.parts):
            return True
        if any(fnmatchcase(str(path), pattern) for path in (name, *name.parents)):
            return True
    return False
