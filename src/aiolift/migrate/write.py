"""Write a plan's changes: all of them or none, in place or into a copy."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from aiolift.errors import ChangedOnDiskError, DestinationError, WriteError
from aiolift.program import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiolift.migrate.plan import FileChange, Plan

_PREFIX = ".aiolift-"


def in_place(plan: Plan) -> None:
    """Make the changes in the code base itself, keeping the files' modes.

    Each new content is written beside its file first; only then are the files replaced, one by one. Where one cannot
    be, those before it are put back.

    :raises ChangedOnDiskError: a file is not what the plan was made from; nothing was written.
    :raises DestinationError: a file lies behind a symbolic link, or is write-protected; nothing was written.
    :raises WriteError: a file could not be written; nothing is changed.
    """
    for change in plan.changes:
        _check(plan.root, change)
    transaction = _Transaction(plan.root)
    try:
        for change in plan.changes:
            transaction.stage(change)
        transaction.commit()
    except OSError as error:
        transaction.roll_back()
        raise _write_error(error) from error
    except BaseException:  # Ctrl-C too leaves all or nothing
        transaction.roll_back()
        raise
    finally:
        transaction.clean_up()


def copy(plan: Plan, destination: Path) -> None:
    """Write a migrated copy of the whole code base; symbolic links stay links.

    It is made beside `destination` and renamed when it is complete. Version control, virtual environments and caches
    are not copied.

    :raises DestinationError: `destination` is in use, or one of the two folders lies inside of the other.
    :raises ChangedOnDiskError: a file is not what the plan was made from; nothing is left behind.
    :raises WriteError: a file could not be read or written; nothing is left behind.
    """
    check_destination(plan.root, destination)
    missing = [folder for folder in (destination.parent, *destination.parent.parents) if not folder.exists()]
    staging: Path | None = None
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=destination.parent))
        shutil.copytree(plan.root, staging, symlinks=True, ignore=_not_copied, dirs_exist_ok=True)
        for change in plan.changes:
            _check(staging, change)
            _put(staging, change)
        os.replace(staging, destination)
    except BaseException as error:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
        for folder in missing:
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, shutil.Error):
            source, _, reason = error.args[0][0]
            raise WriteError(f"{source} cannot be copied: {reason}; nothing was written") from error
        if isinstance(error, OSError):
            raise _write_error(error) from error
        raise


def check_destination(root: Path, destination: Path) -> None:
    """Check that a copy of the code base at `root` can stand at `destination`.

    :raises DestinationError: `destination` is in use, or one of the two folders lies inside of the other.
    """
    source, target = root.resolve(), destination.resolve()
    if source == target or source in target.parents:
        raise DestinationError(f"--out {destination} lies inside of {root}; name a folder outside of it")
    if target in source.parents:
        raise DestinationError(f"{root} lies inside of --out {destination}; name a folder that does not hold it")
    if os.path.lexists(destination) and (
        destination.is_symlink() or not destination.is_dir() or any(destination.iterdir())
    ):
        raise DestinationError(f"--out {destination} exists and is not an empty folder; name a new one")


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


def _check(root: Path, change: FileChange) -> None:
    """What stands at the name of a change below `root` must be what the plan was made from, and be reachable."""
    target = root / change.name
    if change.name.is_absolute() or ".." in change.name.parts:
        raise DestinationError(f"{change.name} is not a path below {root}; nothing was written")
    for path in (target, *(root / parent for parent in change.name.parents[:-1])):
        if path.is_symlink():
            raise DestinationError(
                f"{change.name} lies behind a symbolic link, which aiolift does not write through; "
                "migrate the folder that it leads to, or --exclude it. Nothing was written"
            )
    try:
        found = target.read_bytes() if os.path.lexists(target) else None
    except OSError as error:
        raise _write_error(error) from error
    if found != change.before:
        what = "exists now" if change.before is None else "is gone" if found is None else "was changed"
        raise ChangedOnDiskError(f"{change.name} {what} since the plan was made; run again. Nothing was written")
    if found is not None and not os.access(target, os.W_OK):
        raise DestinationError(f"{change.name} is write-protected; make it writable, or --exclude it")


def _not_copied(folder: str, names: Sequence[str]) -> set[str]:
    return {name for name in names if tree.is_foreign(path := Path(folder, name)) or _is_special(path)}


def _is_special(path: Path) -> bool:
    """Sockets, pipes and devices have no content to copy."""
    mode = path.lstat().st_mode
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode))


def _put(root: Path, change: FileChange) -> None:
    target = root / change.name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(change.after)


def _reserve(target: Path) -> Path:
    """Make an empty file beside `target`, so that a rename onto it never crosses a file system."""
    handle, name = tempfile.mkstemp(prefix=_PREFIX, dir=target.parent)
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


def _write_error(error: OSError) -> WriteError:
    where = error.filename2 or error.filename or "a file"
    return WriteError(f"{where} cannot be written: {error.strerror}; nothing was changed")
