"""What git knows of a code base. Git is asked only, and runs nothing that the repository configures."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from aiolift.errors import UncommittedChangesError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path, PurePosixPath

_TIMEOUT = 60.0  # seconds: a large repository on a slow disk
_SHOWN = 5
_ANYWAY = "give --allow-dirty to write all the same"


def require_clean(root: Path, *, apart_from: Path | None = None) -> None:
    """Check that git can undo what will be written below `root`.

    :param apart_from: a file that nobody commits and nothing is written to, as the record of `aiolift observe`.
    :raises UncommittedChangesError: there are uncommitted changes, there is no repository, or git cannot be asked.
    """
    status = ("status", "--porcelain", "-z", "--untracked-files=normal", "--no-renames")
    left_out = []
    if apart_from is not None and apart_from.resolve().is_relative_to(root.resolve()):
        left_out = [f":(exclude,literal){apart_from.resolve().relative_to(root.resolve()).as_posix()}"]
    dirty = _paths(_git(root, *status, "--", ".", *left_out))
    if dirty:
        names = ", ".join(line[3:] for line in dirty[:_SHOWN])
        more = f" and {len(dirty) - _SHOWN} more" if len(dirty) > _SHOWN else ""
        raise UncommittedChangesError(
            f"{root} has changes that are not committed: {names}{more}. Commit or stash them, or {_ANYWAY}"
        )
    if not _git(root, "ls-files", "-z", "--", "."):
        raise UncommittedChangesError(
            f"nothing in {root} is in a git repository, so nothing could be undone; commit it, or {_ANYWAY}"
        )


def untracked(root: Path, names: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    """Return those of `names` below `root` that git could not bring back; all of them where git cannot be asked."""
    names = list(names)
    try:
        tracked = set(_paths(_git(root, "ls-files", "-z", "--", ".")))
    except UncommittedChangesError:
        return names
    return [name for name in names if str(name) not in tracked]


def _paths(output: bytes) -> list[str]:
    return [os.fsdecode(part) for part in output.split(b"\0") if part]


def _git(root: Path, *arguments: str) -> bytes:
    # A hook's GIT_DIR would name another repository. No optional locks: a plan writes nothing, not even the index.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    # fsmonitor would run a program that the repository's configuration names.
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(root), *arguments]
    try:
        done = subprocess.run(  # noqa: S603
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT, check=False
        )
    except OSError as error:
        problem = f"git cannot be run ({error.strerror}), so nobody knows what is committed in {root}"
        raise UncommittedChangesError(f"{problem}; install git, or {_ANYWAY}") from error
    except subprocess.TimeoutExpired as error:
        raise UncommittedChangesError(f"git did not answer for {_TIMEOUT:.0f} s about {root}; {_ANYWAY}") from error
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ").partition("\n")[0]
    if "not a git repository" in said:
        raise UncommittedChangesError(
            f"{root} is not in a git repository, so what is written could not be undone; commit it to one, or {_ANYWAY}"
        )
    raise UncommittedChangesError(f"git cannot say what is committed in {root}: {said}; correct that, or {_ANYWAY}")
