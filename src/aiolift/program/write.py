"""Write changes of files in place: all of them or none."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from aiolift.errors import ChangedOnDiskError, DestinationError, WriteError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiolift.program.change import FileChange

#: What the names of files and folders in the making begin with.
PREFIX = ".aiolift-"


def in_place(root: Path, changes: Sequence[FileChange]) -> None:
    """Make the changes in the code base at `root` itself, keeping the files' modes.

    Each new content is written beside its file first; only then are the files replaced, one by one. Where one cannot
    be, those before it are put back.

    :raises ChangedOnDiskError: a file is not what the change was made from; nothing was written.
    :raises DestinationError: a file lies behind a symbolic link, or is write-protected; nothing was written.
    :raises WriteError: a file could not be written; nothing is changed.
    """
    for change in changes:
        check(root, change)
    transaction = _Transaction(root)
    try:
        for change in changes:
            transaction.stage(change)
        transaction.commit()
    except OSError as error:
        transaction.roll_back()
        raise write_error(error) from error
    except BaseException:  # Ctrl-C too leaves all or nothing
        transaction.roll_back()
        raise
    finally:
        transaction.clean_up()


class _Transaction:
    """Files replaced together. Until `commit` has ended, `roll_back` puts every one of them back."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._staged: list[tuple[Path, Path]] = []  # the new content, and the file that it is for
        self._kept: dict[Path, Path] = {}  # a file, and the name under which what it was is kept
        self._created: list[Path] = []
        self._folders: list[Path] = []
        self._lost = False

    def stage(self, change: FileChange) -> None:
        target = self._root / change.name
        missing = [folder for folder in target.parents if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir()
            self._folders.append(folder)
        new = _reserve(target)
        self._staged.append((new, target))
        _fill(new, change.after, like=target)

    def commit(self) -> None:
        for new, target in self._staged:
            if target.exists():
                kept = _reserve(target)
                self._kept[target] = kept
                _keep(target, kept)
            else:
                self._created.append(target)
            os.replace(new, target)

    def roll_back(self) -> None:
        lost = []
        for target, kept in self._kept.items():
            try:
                os.replace(kept, target)
            except OSError:
                lost.append(f"{target} (its content is in {kept.name})")
        for path in self._created:
            path.unlink(missing_ok=True)
        for new, _ in self._staged:
            new.unlink(missing_ok=True)
        for folder in reversed(self._folders):
            with suppress(OSError):
                folder.rmdir()
        if lost:
            self._lost = True
            raise WriteError(f"a write failed, and these files could not be put back: {', '.join(lost)}")

    def clean_up(self) -> None:
        if not self._lost:
            for kept in self._kept.values():
                kept.unlink(missing_ok=True)


def check(root: Path, change: FileChange) -> None:
    """Check that what stands at the name of a change below `root` is what it was made from, and can be written.

    :raises ChangedOnDiskError: it is something else.
    :raises DestinationError: it is not below `root`, lies behind a symbolic link, or is write-protected.
    :raises WriteError: it cannot be read.
    """
    target = root / change.name
    if change.name.is_absolute() or ".." in change.name.parts:
        raise DestinationError(f"{change.name} is not a path below {root}; nothing was written")
    for path in (target, *(root / parent for parent in change.name.parents[:-1])):
        if path.is_symlink():
            raise DestinationError(
                f"{change.name} lies behind a symbolic link, which aiolift does not write through; "
                "name the folder that it leads to, or --exclude it. Nothing was written"
            )
    try:
        found = target.read_bytes() if os.path.lexists(target) else None
    except OSError as error:
        raise write_error(error) from error
    if found != change.before:
        what = "exists now" if change.before is None else "is gone" if found is None else "was changed"
        raise ChangedOnDiskError(f"{change.name} {what} since it was read; run again. Nothing was written")
    if found is not None and not os.access(target, os.W_OK):
        raise DestinationError(f"{change.name} is write-protected; make it writable, or --exclude it")


def _reserve(target: Path) -> Path:
    """Make an empty file beside `target`, so that a rename onto it never crosses a file system."""
    handle, name = tempfile.mkstemp(prefix=PREFIX, dir=target.parent)
    os.close(handle)
    return Path(name)


def _fill(path: Path, data: bytes, *, like: Path) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if like.exists():
        found = like.stat()
        with suppress(PermissionError):
            os.chown(path, found.st_uid, found.st_gid)
        path.chmod(stat.S_IMODE(found.st_mode))
    else:
        path.chmod(0o666 & ~_umask())


def _keep(target: Path, kept: Path) -> None:
    kept.unlink()
    try:
        os.link(target, kept)
    except OSError:  # not every file system has hard links
        shutil.copy2(target, kept)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_error(error: OSError) -> WriteError:
    """Return what to tell a person of a file that could not be written."""
    where = error.filename2 or error.filename or "a file"
    return WriteError(f"{where} cannot be written: {error.strerror}; nothing was changed")
