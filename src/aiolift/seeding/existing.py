"""Rows that the table has already: found by their natural key, compared with the file, and updated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, select, tuple_, update

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from aiolift.seeding.target import Target

#: Parameters of one SELECT; every server takes more.
_LOOKUP_PARAMETERS = 10_000

Key = tuple[Any, ...]
Parameters = dict[str, Any]


class ExistingRows:
    """The rows of a table that have a natural key of the file. Keys are compared as Python compares them: exactly."""

    def __init__(self, connection: AsyncConnection, target: Target) -> None:
        self._connection = connection
        self._key = [target.columns[name] for name in target.key]
        self._identity = list(target.table.primary_key.columns)
        self._changing = [name for name in target.header if name not in target.key]
        self._positions = [target.header.index(name) for name in self._changing]
        self._columns = [target.columns[name] for name in self._changing]
        self._update = (
            update(target.table)
            .where(
                and_(*(column == bindparam(f"id_{n}", type_=column.type) for n, column in enumerate(self._identity)))
            )
            .values({column: bindparam(f"new_{n}", type_=column.type) for n, column in enumerate(self._columns)})
        )

    async def find(self, keys: Sequence[Key]) -> dict[Key, list[Sequence[Any]]]:
        """Return the rows that have one of `keys`, by key; in each the primary key, then the columns to compare."""
        found: dict[Key, list[Sequence[Any]]] = {}
        width = len(self._key)
        step = max(1, _LOOKUP_PARAMETERS // width)
        columns = [*self._key, *self._identity, *self._columns]
        statement = select(*(column.label(f"c_{number}") for number, column in enumerate(columns)))
        for start in range(0, len(keys), step):
            some = keys[start : start + step]
            # a row value of one column is not understood everywhere
            chosen = tuple_(*self._key).in_(some) if width > 1 else self._key[0].in_([key[0] for key in some])
            for row in await self._connection.execute(statement.where(chosen)):
                found.setdefault(tuple(row[:width]), []).append(row[width:])
        return found

    def changes(self, rows: Sequence[Sequence[Any]], values: Sequence[Any]) -> list[Parameters]:
        """Return what `update` needs to give `rows`, as `find` returned them, the `values` of a record."""
        width = len(self._identity)
        wanted = [values[position] for position in self._positions]
        new = {f"new_{number}": value for number, value in enumerate(wanted)}
        return [
            {f"id_{number}": value for number, value in enumerate(row[:width])} | new
            for row in rows
            if list(row[width:]) != wanted
        ]

    async def update(self, changes: Sequence[Parameters]) -> None:
        """Update rows: all of them or, where the server refuses one, none."""
        async with self._connection.begin_nested():
            await self._connection.execute(self._update, list(changes))
