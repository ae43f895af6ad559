"""A file that will differ."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath  # noqa: TC003 -- pydantic reads these annotations where a Plan is cached

from aiolift.program.edits import Edit  # noqa: TC001


@dataclass(frozen=True)
class FileChange:
    """A file that will differ. `before` is None for a file that does not exist yet."""

    name: PurePosixPath
    before: bytes | None
    after: bytes
    edits: tuple[Edit, ...] = ()
