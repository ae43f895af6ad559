"""The INSERT that fills a table fast: compiled once by SQLAlchemy, and sent to the driver as it is."""

from __future__ import annotations

import sys
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from aiolift.seeding.duplicates import SQLITE_PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from aiolift.seeding.target import Target
    from aiolift.seeding.validation import Columns

#: The parameters of one row, as the driver takes them.
Row = tuple[Any, ...]

#: The placeholders that are the same in every row, so that a statement can have many rows.
_REPEATABLE = ("format", "qmark")


class Insert:
    """INSERT of the columns of a target, many rows in one statement.

    One statement is all or nothing on MySQL and SQLite. So nothing need be done beforehand for a batch that is refused
    and tried again row by row: no SAVEPOINT, and no round trip for it. PostgreSQL's drivers number or name their
    placeholders, and there one error ends the transaction: they get ``executemany`` inside a SAVEPOINT.
    """

    def __init__(self, target: Target) -> None:
        keys = [target.columns[name].key for name in target.names]
        compiled = insert(target.table).compile(dialect=target.dialect, column_keys=keys)
        self._statement = str(compiled)
        self._repeatable = target.dialect.paramstyle in _REPEATABLE
        self._is_positional = compiled.positional
        self._parameters = list(compiled.positiontup or compiled.params)
        self._sources = {key: index for index, key in enumerate(keys)}
        # parameters of a default that is an SQL expression
        self._constants = {name: value for name, value in compiled.params.items() if name not in self._sources}
        self.rows_at_once = sys.maxsize  # MySQL's drivers put the parameters into the text
        if target.dialect.name == "sqlite":
            self.rows_at_once = max(1, SQLITE_PARAMETERS // len(self._parameters))

    @property
    def is_plain(self) -> bool:
        """Whether each value of a row is a parameter as it is, and none an SQL expression."""
        row = self._statement.rpartition(" VALUES ")[2]
        return not self._constants and row == f"({', '.join(['%s'] * len(self._parameters))})"

    def rows(self, columns: Columns) -> list[Row]:
        """Return the rows of `columns`, which are those of ``target.names``, bound for the driver."""
        arranged = (
            repeat(self._constants[name], len(columns[0])) if name in self._constants else columns[self._sources[name]]
            for name in self._parameters
        )
        return list(zip(*arranged, strict=True))

    async def execute(self, connection: AsyncConnection, rows: Sequence[Row]) -> None:
        """Insert `rows`, at most ``rows_at_once``: all of them or, where the server refuses one, none."""
        if self._repeatable:
            await connection.exec_driver_sql(self._repeated(len(rows)), tuple(chain.from_iterable(rows)))
            return
        names = self._parameters
        parameters = list(rows) if self._is_positional else [dict(zip(names, row, strict=True)) for row in rows]
        async with connection.begin_nested():
            await connection.exec_driver_sql(self._statement, parameters)

    def _repeated(self, count: int) -> str:
        """Return the statement with `count` rows of placeholders."""
        head, values, row = self._statement.rpartition(" VALUES ")
        return head + values + ", ".join([row] * count)
