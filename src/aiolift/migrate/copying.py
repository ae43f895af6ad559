"""Write a migrated copy of a code base, whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from aiolift.errors import DestinationError, WriteError
from aiolift.program import tree, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiolift.migrate.plan import Plan
    from aiolift.program.change import FileChange


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
        staging = Path(tempfile.mkdtemp(prefix=write.PREFIX, dir=destination.parent))
        shutil.copytree(plan.root, staging, symlinks=True, ignore=_not_copied, dirs_exist_ok=True)
        for change in plan.changes:
            write.check(staging, change)
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
            raise write.write_error(error) from error
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
