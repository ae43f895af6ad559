"""CSV files into tables: all of a file or nothing, and once.

`encoding` finds out how a file is written, `reader` makes records of it, `target` says where they go, `validation`
turns cells into values within the `limits` of their columns, `duplicates` finds a key that occurs twice, and `repeated`
leaves out a record that does. `batches` does all that in a thread, one batch ahead of `loading`, which looks for
`existing` rows, is `inserting` the others, and traces a `refusal` of the server to its line.
"""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from aiolift.errors import SeedError
from aiolift.seeding.loading import Duplicates, OnConflict, Progress, SeedResult, load
from aiolift.seeding.reader import CsvFile
from aiolift.seeding.target import find_target

if TYPE_CHECKING:
    from sqlmodel import SQLModel

    from aiolift.database import Database

__all__ = ["Duplicates", "OnConflict", "Progress", "SeedResult", "seed"]

#: Held while a file is loaded, so that of several processes starting at once one does it.
LOCK = "aiolift.seed"
#: Seconds to wait for another process, which may be loading a large file.
_LOCK_TIMEOUT = 600.0


async def seed(
    database: Database,
    model: type[SQLModel],
    path: Path | str,
    *,
    key: tuple[str, ...],
    on_conflict: OnConflict = "insert",
    duplicates: Duplicates = "error",
    encoding: str | None = None,
    batch_size: int = 1000,
    progress: Progress | None = None,
) -> SeedResult:
    """Load a CSV file into the table of `model`, in one transaction: every failure leaves the table as it was.

    The first line names the fields. Cells are validated against the fields and their columns; an empty cell is None
    where the field is optional. A field that the file does not have gets its default. Memory does not grow with the
    file. Where the server asks for it, as after a deadlock, all is loaded again, up to ``retry_attempts`` times.

    :param key: the natural key, the fields that say which rows are the same. Give them a unique index: without one each
        batch looks through the whole of a table that is not empty.
    :param on_conflict: what becomes of a row whose key is in the table: with ``"insert"`` it stays as it is, with
        ``"update"`` it gets the values of the file, with ``"error"`` it is an error.
    :param duplicates: what becomes of a record that repeats an earlier one of the file, cell for cell: with ``"error"``
        it is an error, with ``"skip"`` it is left out and counted. Two records that share a key and differ elsewhere
        are an error always.
    :param encoding: the encoding of the file; None tells UTF-8, with or without byte-order mark, from CP949 and EUC-KR.
    :param batch_size: rows in one statement.
    :param progress: called after each batch with the bytes done and the bytes in all.
    :raises SeedError: the file cannot be read, or `model`, `key` or the table are not fit for it.
    :raises SeedEncodingError: bytes that are not text, or not in the encoding.
    :raises SeedHeaderError: columns missing, unknown or named twice, or no header.
    :raises SeedValueError: a cell or a record that the model, its column or the server refuses.
    :raises SeedDuplicateError: a key twice in the file; a unique index that refuses a row; a key in the table, with
        ``on_conflict="error"``.
    :raises LockTimeoutError: another process was seeding for longer than ten minutes.
    """
    path = Path(path)
    if on_conflict not in get_args(OnConflict):
        raise SeedError(f"on_conflict={on_conflict!r} is not one of {', '.join(get_args(OnConflict))}", path=path)
    if duplicates not in get_args(Duplicates):
        raise SeedError(f"duplicates={duplicates!r} is not one of {', '.join(get_args(Duplicates))}", path=path)
    if batch_size < 1:
        raise SeedError(f"batch_size={batch_size} is less than 1", path=path)
    with CsvFile(path) as file:
        await asyncio.to_thread(file.examine, encoding)
        target = find_target(model, file.header, key, path=path, dialect=database.engine.dialect)
        work = partial(
            load,
            file=file,
            target=target,
            on_conflict=on_conflict,
            duplicates=duplicates,
            batch_size=batch_size,
            progress=progress,
        )
        async with database.lock(LOCK, timeout=_LOCK_TIMEOUT):
            return await database.run(work)
