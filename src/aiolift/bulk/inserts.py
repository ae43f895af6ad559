"""Rows into a table by INSERTs of many rows, in one transaction."""

from __future__ import annotations

from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING

from aiolift.seeding import refusal
from aiolift.seeding.inserting import Insert
from aiolift.seeding.loading import check_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.bulk.rows import RowSource
    from aiolift.database import Database
    from aiolift.seeding.target import Target


async def load(database: Database, target: Target, source: RowSource, *, progress: Callable[[int], None] | None) -> int:
    """Insert all rows of `source`, or none; return how many.

    :raises SeedError: one of its kinds, for a row; or the table is not there, or cannot roll back.
    """
    insert = Insert(target)
    count = 0
    async with database.session() as session:
        connection = await session.connection()
        await check_table(connection, target)
        execute = partial(insert.execute, connection)
        async with aclosing(source.slices(target, lambda columns, _lines: insert.rows(columns))) as slices:
            async for part in slices:
                for start in range(0, len(part.lines), insert.rows_at_once):
                    some = slice(start, start + insert.rows_at_once)
                    await refusal.run(connection, execute, part.prepared[some], part.lines[some], target)
                count += len(part.lines)
                if progress is not None:
                    progress(count)
    return count
