"""A file into a table, inside one transaction."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import inspect, literal, select, text

from aiolift.errors import SeedDuplicateError, SeedError
from aiolift.seeding import refusal
from aiolift.seeding.batches import ahead, check_duplicates, make_batches
from aiolift.seeding.duplicates import KeyRegister
from aiolift.seeding.existing import ExistingRows
from aiolift.seeding.inserting import Insert
from aiolift.seeding.repeated import RepeatedRecords

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from sqlalchemy.ext.asyncio import AsyncConnection
    from sqlmodel.ext.asyncio.session import AsyncSession

    from aiolift.seeding.batches import Batch
    from aiolift.seeding.inserting import Row
    from aiolift.seeding.reader import CsvFile
    from aiolift.seeding.target import Target

#: What becomes of a row that exists already: it stays as it is, gets the values of the file, or is an error.
OnConflict = Literal["insert", "update", "error"]
#: What becomes of a record that repeats an earlier one of its file.
Duplicates = Literal["error", "skip"]
#: Told how many bytes of the file are done, and how many there are.
Progress: TypeAlias = "Callable[[int, int], None]"


@dataclass(frozen=True)
class SeedResult:
    """How many rows of the file there were, and what became of them."""

    rows: int
    inserted: int
    updated: int
    """Existed, and got other values from the file."""
    unchanged: int
    """Existed, and were left as they were."""
    repeated: int = 0
    """Were left out, since an earlier row of the file is the same."""


async def load(
    session: AsyncSession,
    file: CsvFile,
    target: Target,
    *,
    on_conflict: OnConflict,
    duplicates: Duplicates,
    batch_size: int,
    progress: Progress | None,
) -> SeedResult:
    """Load all of `file` inside the transaction of `session`; see `aiolift.seeding.seed`.

    :raises SeedError: the table is not there, or cannot roll back; or any of its kinds, for a row.
    """
    connection = await session.connection()
    await check_table(connection, target)
    insert = Insert(target)
    loader = _Loader(connection, target, insert, on_conflict, is_empty=await _is_empty(connection, target))
    with ExitStack() as stack:
        register = stack.enter_context(await asyncio.to_thread(KeyRegister, file.path, len(target.key)))
        repeated: RepeatedRecords | None = None
        if duplicates == "skip":
            repeated = stack.enter_context(await asyncio.to_thread(RepeatedRecords, file.path))
        try:
            made = make_batches(file, target, insert, register, size=batch_size, repeated=repeated)
            async with aclosing(ahead(made)) as batches:
                async for batch in batches:
                    await loader.load(batch)
                    if progress is not None:
                        progress(batch.position, file.size)
        except SeedDuplicateError:
            # what the server says of one row, the file says of two
            await asyncio.to_thread(check_duplicates, register, target)
            raise
    left_out = repeated.count if repeated else 0
    return SeedResult(loader.rows + left_out, loader.inserted, loader.updated, loader.unchanged, left_out)


class _Loader:
    """Sends batches to the database, and counts."""

    def __init__(
        self, connection: AsyncConnection, target: Target, insert: Insert, on_conflict: OnConflict, *, is_empty: bool
    ) -> None:
        self._connection = connection
        self._target = target
        self._on_conflict = on_conflict
        self._insert = insert
        self._existing = None if is_empty else ExistingRows(connection, target)
        self._key = [target.header.index(name) for name in target.key]
        self.rows = self.inserted = self.updated = self.unchanged = 0

    async def load(self, batch: Batch) -> None:
        """Insert the rows of `batch` that are new, and do with the others what ``on_conflict`` says."""
        self.rows += len(batch.lines)
        if self._existing is None:
            await self._insert_rows(batch.bound, batch.lines)
            return
        keys = list(zip(*(batch.columns[index] for index in self._key), strict=True))
        found = await self._existing.find(keys)
        new = [index for index, key in enumerate(keys) if key not in found]
        if len(new) < len(keys):
            await self._keep_or_update(self._existing, batch, keys, found)
        await self._insert_rows([batch.bound[index] for index in new], [batch.lines[index] for index in new])

    async def _keep_or_update(
        self, existing: ExistingRows, batch: Batch, keys: list[tuple[Any, ...]], found: dict[Any, Any]
    ) -> None:
        changes, lines = [], []
        for key, line, values in zip(keys, batch.lines, zip(*batch.columns, strict=True), strict=True):
            if key not in found:
                continue
            if self._on_conflict == "error":
                shown = ", ".join(f"{name}={value!r}" for name, value in zip(self._target.key, key, strict=True))
                raise SeedDuplicateError(
                    f"the table has a row with this key already: {shown}. Use on_conflict='insert' to keep it, or "
                    "'update' to give it the values of the file",
                    path=self._target.path,
                    line=line,
                )
            row_changes = existing.changes(found[key], values) if self._on_conflict == "update" else []
            changes += row_changes
            lines += [line] * len(row_changes)
            self.updated += bool(row_changes)
            self.unchanged += not row_changes
        if changes:
            await refusal.run(self._connection, existing.update, changes, lines, self._target)

    async def _insert_rows(self, rows: Sequence[Row], lines: Sequence[int]) -> None:
        async def execute(some: Sequence[Row]) -> None:
            await self._insert.execute(self._connection, some)

        step = self._insert.rows_at_once
        for start in range(0, len(rows), step):
            some = slice(start, start + step)
            await refusal.run(self._connection, execute, rows[some], lines[some], self._target)
        self.inserted += len(rows)


async def check_table(connection: AsyncConnection, target: Target) -> None:
    """Look whether the table is there, and can roll back.

    :raises SeedError: it is not, or cannot.
    """
    table = target.table
    if not await connection.run_sync(lambda sync: inspect(sync).has_table(table.name, schema=table.schema)):
        raise SeedError(
            f"the table {table.fullname!r} does not exist; create it first (await db.create_tables(), aiolift db init)",
            path=target.path,
        )
    if target.dialect.name not in {"mysql", "mariadb"}:
        return
    statement = text(
        "SELECT e.ENGINE FROM information_schema.TABLES t JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE "
        "WHERE t.TABLE_SCHEMA = coalesce(:schema, database()) AND t.TABLE_NAME = :name AND e.TRANSACTIONS <> 'YES'"
    )
    engine = await connection.scalar(statement, {"schema": table.schema, "name": table.name})
    if engine is not None:
        raise SeedError(
            f"the table {table.fullname!r} has the engine {engine}, which cannot roll back; use InnoDB",
            path=target.path,
        )


async def _is_empty(connection: AsyncConnection, target: Target) -> bool:
    statement = select(literal(1)).select_from(target.table).limit(1)
    return (await connection.execute(statement)).first() is None
