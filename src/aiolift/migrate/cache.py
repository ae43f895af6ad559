"""Finished plans, kept so that a second run over an unchanged code base has nothing to work out.

Entries lie in `$XDG_CACHE_HOME/aiolift/plans` (`~/.cache` where that is not set), for this user alone. An entry is
found only by exactly what it was made from: every file's path and bytes, the options, the record of `observe`, the
packages that are installed, and aiolift itself.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import sys
import tempfile
import zlib
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

import aiolift
from aiolift.migrate.plan import Plan  # noqa: TC001 -- pydantic reads the annotation
from aiolift.program import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_KEPT = 20
#: Files above this size in bytes count by size and time: they are data, and reading them would take the time saved.
_LARGE = 16 * 2**20


class _Entry(BaseModel):
    """What is in a file of the cache. Its key is repeated, so that a file under a wrong name is of no use."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    key: str
    plan: Plan


def key(root: Path, *, driver: str | None, exclude: Sequence[str], observed: Path | None) -> str:
    """Return the name of all that a plan is made from; the parameters are those of `migrate`."""
    digest = hashlib.blake2b(digest_size=20)
    options = (str(root.resolve()), sys.version, driver or "", *exclude)
    for part in (*options, "installed:", *_installed(root), _own_code()):
        _add(digest, part.encode(errors="surrogateescape"))
    _add(digest, _content(observed) if observed else b"")
    for name in tree.files(root):
        _add(digest, str(name).encode(errors="surrogateescape"))
        _add(digest, _content(root / name))
    return digest.hexdigest()


def load(name: str, root: Path) -> Plan | None:
    """Return the plan kept under a key, or None. What is damaged, or is not this user's, counts as nothing."""
    path = _folder() / f"{name}.json.gz"
    try:
        if path.is_symlink() or (hasattr(os, "geteuid") and path.stat().st_uid != os.geteuid()):
            return None
        entry = _Entry.model_validate_json(gzip.decompress(path.read_bytes()))
        os.utime(path)
    except (OSError, EOFError, zlib.error, ValidationError):
        return None
    return replace(entry.plan, root=root) if entry.key == name else None


def save(name: str, plan: Plan) -> None:
    """Keep a plan. Where the cache cannot be written, or would lie in the code base, nothing happens."""
    folder = _folder()
    if plan.root.resolve() in folder.resolve().parents:
        return
    try:
        data = gzip.compress(_Entry(key=name, plan=plan).model_dump_json().encode(), compresslevel=1)
    except ValueError:  # a file's name is not text, and JSON is
        return
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, new = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(new, folder / f"{name}.json.gz")
        except OSError:
            os.unlink(new)
        _discard(folder)


def _folder() -> Path:
    configured = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(configured) if os.path.isabs(configured) else Path.home() / ".cache"
    return base / "aiolift" / "plans"


def _discard(folder: Path) -> None:
    """Remove all but the entries that were used last."""
    entries = sorted(folder.iterdir(), key=lambda path: path.lstat().st_mtime_ns, reverse=True)
    for path in entries[_KEPT:]:
        path.unlink()


def _add(digest: hashlib.blake2b, part: bytes) -> None:
    """Length first, so that no two lists of parts look the same."""
    digest.update(len(part).to_bytes(8, "big"))
    digest.update(part)


def _content(path: Path) -> bytes:
    try:
        found = path.stat()
        if found.st_size > _LARGE:
            return f"{found.st_size} {found.st_mtime_ns}".encode()
        return path.read_bytes()
    except OSError as error:
        return f"unreadable: {error.errno}".encode()


def _installed(root: Path) -> Iterator[str]:
    """The packages of this interpreter, and of the virtual environments in the code base, with their versions."""
    folders = [Path(entry) for entry in sys.path]
    with suppress(OSError):
        folders += list(root.glob("*/lib/python3*/site-packages"))
    yield from sorted(_distributions(folders))


def _distributions(folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        with suppress(OSError):
            yield from (name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info")))


@cache
def _own_code() -> str:
    """The code of aiolift: a plan of another version, or of another state of a checkout, is not this one's."""
    digest = hashlib.blake2b()
    folder = Path(aiolift.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        _add(digest, path.read_bytes())
    return digest.hexdigest()
