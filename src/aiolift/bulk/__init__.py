"""Rows of a program into a table, many and fast: all of them or none.

`rows` takes them a few at a time, validates them and binds them; `load_data` sends them to MySQL and MariaDB as the
`text` that LOAD DATA reads, through `local_infile`; `inserts` is for the other servers, and where LOAD DATA is switched
off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from aiolift.bulk import inserts, load_data
from aiolift.bulk.rows import Row, Rows, RowSource
from aiolift.seeding.target import find_target

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlmodel import SQLModel

    from aiolift.database import Database

__all__ = ["BulkResult", "Method", "Row", "Rows", "bulk_load"]

#: How rows came into the table.
Method: TypeAlias = Literal["LOAD DATA", "INSERT"]


@dataclass(frozen=True)
class BulkResult:
    """How many rows were loaded, and how."""

    rows: int
    method: Method
    reason: str | None = None
    """Why they were inserted, and not loaded by LOAD DATA."""


async def bulk_load(
    database: Database,
    model: type[SQLModel],
    rows: Rows,
    *,
    columns: Sequence[str] | None = None,
    progress: Callable[[int], None] | None = None,
    own_connection: bool = True,
) -> BulkResult:
    """Load `rows` into the table of `model`, in one transaction: every failure leaves the table as it was.

    On MySQL and MariaDB with LOAD DATA LOCAL INFILE, fed from memory over a connection beside the pools, where the
    server allows it (``local_infile = ON``, MySQL's default is OFF); else with INSERTs of many rows, and the result
    says why. Values are validated against the fields and their columns as `seed` validates cells; a field that the rows
    do not give gets its default. Memory does not grow with the rows, and the event loop stays responsive: work is done
    in slices of some milliseconds. A sync iterable runs in the event loop too: let one that blocks be async.

    Other than `seed`, it looks for no duplicates beforehand: a row that a unique index refuses is an error. It is not
    tried again after a deadlock, since an iterator gives its rows once.

    :param rows: an iterable or async iterable of rows, all alike: objects of `model`, dicts, or tuples.
    :param columns: the fields whose values the rows give, in the order of a tuple; None means all those of an object or
        a dict.
    :param progress: called after each slice with the number of rows that were sent.
    :param own_connection: False loads through ``database.session()``, and so with INSERTs.
    :raises SeedError: `model`, `columns` or the table are not fit for it.
    :raises SeedHeaderError: fields are unknown or missing, or a row has others than the first.
    :raises SeedValueError: a value that its field, its column or the server refuses, or would not take as it is.
    :raises SeedDuplicateError: a unique index refuses a row.
    :raises CommitOutcomeUnknownError: the connection was lost while COMMIT ran.
    """
    source = RowSource(model, rows, columns)
    if not await source.open():
        return BulkResult(0, "INSERT", reason="there were no rows")
    target = find_target(model, source.header, None, path=None, dialect=database.engine.dialect)
    reason = "its session is shared"
    if own_connection:
        try:
            return BulkResult(await load_data.load(database, target, source, progress=progress), "LOAD DATA")
        except load_data.UnavailableError as unavailable:
            reason = str(unavailable)
    return BulkResult(await inserts.load(database, target, source, progress=progress), "INSERT", reason)
