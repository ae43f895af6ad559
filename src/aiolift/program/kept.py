"""Results that are kept, so that a second run over an unchanged program has nothing to work out.

They lie in `$XDG_CACHE_HOME/aiolift/KIND` (`~/.cache` where that is not set), for this user alone. A result is found
only by exactly what it was made from, and by the code of aiolift itself.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import sys
import tempfile
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import aiolift

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST = 20
_ENDING = ".json.gz"
#: Files above this size in bytes count by size and time: they are data, and reading them would take the time saved.
_LARGE = 16 * 2**20


def key(parts: Iterable[bytes | str]) -> str:
    """Return the name of all that a result is made from: `parts`, this Python and aiolift itself."""
    digest = hashlib.blake2b(digest_size=20)
    for part in (sys.version, own_code(), *parts):
        data = part.encode(errors="surrogateescape") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))  # so that no two lists of parts look the same
        digest.update(data)
    return digest.hexdigest()


def content(path: Path) -> bytes:
    """Return what a file counts by: its bytes; size and time where it is large; the error where it cannot be read."""
    try:
        found = path.stat()
        if found.st_size > _LARGE:
            return f"{found.st_size} {found.st_mtime_ns}".encode()
        return path.read_bytes()
    except OSError as error:
        return f"unreadable: {error.errno}".encode()


def installed(root: Path) -> Iterator[str]:
    """Yield the packages of this interpreter, and of the virtual environments in `root`, with their versions."""
    folders = [Path(entry) for entry in sys.path]
    with suppress(OSError):
        folders += list(root.glob("*/lib/python3*/site-packages"))
    yield from sorted(_distributions(folders))


def _distributions(folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        with suppress(OSError):
            yield from (name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info")))


@cache
def own_code() -> str:
    """Return the digest of aiolift's code: what another version, or another state of a checkout, made is not ours."""
    digest = hashlib.blake2b()
    for path in sorted(Path(aiolift.__file__).parent.rglob("*.py")):
        data = path.read_bytes()
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def load(kind: str, name: str) -> bytes | None:
    """Return the result kept under a key, or None. What is damaged, or is not this user's, counts as nothing."""
    path = _folder(kind) / f"{name}{_ENDING}"
    try:
        if path.is_symlink() or (hasattr(os, "geteuid") and path.stat().st_uid != os.geteuid()):
            return None
        data = gzip.decompress(path.read_bytes())
        os.utime(path)
    except (OSError, EOFError, zlib.error):
        return None
    return data


def newest(kind: str, start: str) -> str | None:
    """Return the key, of those that begin so, whose result was used last, or None."""
    times: dict[str, int] = {}
    with suppress(OSError):  # another run may remove them meanwhile
        for path in _folder(kind).glob(f"{start}*{_ENDING}"):
            times[path.name.removesuffix(_ENDING)] = path.lstat().st_mtime_ns
    return max(times, key=times.__getitem__) if times else None


def save(kind: str, name: str, data: bytes, root: Path) -> None:
    """Keep a result. Where the folder cannot be written, or would lie in the program at `root`, nothing happens."""
    folder = _folder(kind)
    if root.resolve() in folder.resolve().parents:
        return
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, new = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(gzip.compress(data, compresslevel=1))
            os.replace(new, folder / f"{name}{_ENDING}")  # whole or not at all, whoever else writes
        except OSError:
            os.unlink(new)
        _discard(folder)


def _folder(kind: str) -> Path:
    configured = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(configured) if os.path.isabs(configured) else Path.home() / ".cache"
    return base / "aiolift" / kind


def _discard(folder: Path) -> None:
    """Remove all but the results that were used last."""
    entries = sorted(folder.iterdir(), key=lambda path: path.lstat().st_mtime_ns, reverse=True)
    for path in entries[_MOST:]:
        path.unlink()
