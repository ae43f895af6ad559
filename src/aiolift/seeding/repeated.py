"""Records that say again, cell for cell, what an earlier one said: left out, where that was asked for."""

from __future__ import annotations

import sqlite3
from hashlib import blake2b
from typing import TYPE_CHECKING

from aiolift.errors import SeedError
from aiolift.seeding.reader import Records

if TYPE_CHECKING:
    from pathlib import Path

    from aiolift.seeding.reader import Cells


class RepeatedRecords:
    """Knows the records that went by, as digests in a temporary SQLite database on disk. A context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.count = 0
        """How many records were left out."""
        # the name "" stands for a temporary file; threads take turns in using it
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.execute("CREATE TABLE record (digest BLOB PRIMARY KEY) WITHOUT ROWID")
        self._database.execute("BEGIN")

    def __enter__(self) -> RepeatedRecords:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def without(self, records: Records) -> Records:
        """Return `records` without those that an earlier one, here or in another call, was the same as."""
        kept = [(line, cells) for line, cells in zip(records.lines, records.rows, strict=True) if self._is_first(cells)]
        self.count += len(records.rows) - len(kept)
        return Records([line for line, _ in kept], [cells for _, cells in kept], records.position)

    def _is_first(self, cells: Cells) -> bool:
        # repr tells ("a,b",) from ("a", "b"); two records with one 128-bit digest do not occur
        digest = blake2b(repr(cells).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        try:
            return self._database.execute("INSERT OR IGNORE INTO record VALUES (?)", [digest]).rowcount == 1
        except sqlite3.Error as error:
            raise SeedError(
                f"no temporary file for the records: {error}; make room, or name another folder in SQLITE_TMPDIR",
                path=self._path,
            ) from error
