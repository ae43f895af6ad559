"""Batches of rows that are ready for the database: read, validated, and bound as the driver wants them.

All of this takes the processor, so it happens in a worker thread, one batch ahead of the database.
"""

from __future__ import annotations

import asyncio
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiolift.errors import SeedDuplicateError, SeedValueError
from aiolift.seeding.validation import make_validator

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Sequence

    from aiolift.seeding.duplicates import KeyRegister
    from aiolift.seeding.inserting import Insert, Row
    from aiolift.seeding.reader import CsvFile
    from aiolift.seeding.repeated import RepeatedRecords
    from aiolift.seeding.target import Target
    from aiolift.seeding.validation import Columns


@dataclass(frozen=True)
class Batch:
    """Rows of a file, in its order."""

    lines: list[int]
    columns: Columns
    """The values as the model sees them."""
    bound: list[Row]
    """The rows as the INSERT takes them."""
    position: int
    """Bytes of the file read so far."""


async def ahead(batches: Generator[Batch]) -> AsyncGenerator[Batch]:
    """Yield `batches`, each made in a worker thread while the one before it is in use."""
    pending = asyncio.create_task(asyncio.to_thread(next, batches, None))
    try:
        while (batch := await asyncio.shield(pending)) is not None:
            pending = asyncio.create_task(asyncio.to_thread(next, batches, None))
            yield batch
    finally:
        # a thread cannot be stopped, and it uses the file: let it end, however often this task is cancelled
        while not pending.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([pending])
        if not pending.cancelled():
            pending.exception()  # has been raised already, or comes too late to matter
        batches.close()


def make_batches(
    file: CsvFile,
    target: Target,
    insert: Insert,
    register: KeyRegister,
    *,
    size: int,
    repeated: RepeatedRecords | None = None,
) -> Generator[Batch]:
    """Yield all rows of `file`, about `size` at a time, and enter their keys in `register`.

    :param repeated: leaves out the records that repeat an earlier one; None leaves out nothing.
    :raises SeedValueError: a record or a cell that cannot be right.
    :raises SeedDuplicateError: after the last batch, where a key occurs twice.
    """
    validator = make_validator(target)
    binder = Binder(target)
    key = [target.header.index(name) for name in target.key]
    with closing(file.batches(size)) as batches:
        for records in map(repeated.without, batches) if repeated else batches:
            if not records.rows:
                continue
            columns = validator.validate(records)
            bound = binder.bind(columns, records.lines)
            for index in key:
                _require_values(bound[index], records.lines, target, index)
            register.add(records.lines, [bound[index] for index in key])
            yield Batch(records.lines, columns, insert.rows(bound), records.position)
    check_duplicates(register, target)


def check_duplicates(register: KeyRegister, target: Target) -> None:
    """Look for a key that has occurred twice.

    :raises SeedDuplicateError: naming both lines.
    """
    found = register.first_duplicate()
    if found is not None:
        first, second = found
        raise SeedDuplicateError(
            f"the key ({', '.join(target.key)}) is the same as in line {first}; remove one of the two, or pass "
            "duplicates='skip' where the rows are the same in every cell",
            path=target.path,
            line=second,
            column=target.key[0] if len(target.key) == 1 else None,
        )


class Binder:
    """Applies each column's bind processor, the one that SQLAlchemy would apply."""

    def __init__(self, target: Target) -> None:
        self._path = target.path
        dialect = target.dialect
        self._names = target.names
        types = [target.columns[name].type.dialect_impl(dialect) for name in self._names]
        self._processors = [type_.bind_processor(dialect) for type_ in types]

    def bind(self, columns: Columns, lines: list[int]) -> Columns:
        """Return `columns` as the driver takes them.

        :raises SeedValueError: the first value that a column's type refuses, as a time without zone.
        """
        bound = list(columns)
        for index, process in enumerate(self._processors):
            if process is None:
                continue
            done: list[Any] = []
            try:
                for value in columns[index]:
                    done.append(process(value))
            except Exception as error:
                raise SeedValueError(
                    f"{str(columns[index][len(done)])!r} does not fit the column: {error}",
                    path=self._path,
                    line=lines[len(done)],
                    column=self._names[index],
                ) from error
            bound[index] = done
        return bound


def _require_values(column: Sequence[Any], lines: list[int], target: Target, index: int) -> None:
    if None in column:
        raise SeedValueError(
            "the cell is empty, and a key with NULL identifies no row; fill it, or choose another key",
            path=target.path,
            line=lines[list(column).index(None)],
            column=target.header[index],
        )
