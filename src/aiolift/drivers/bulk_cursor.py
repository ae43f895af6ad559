"""``executemany`` of asyncmy and aiomysql, mended: many rows in few statements, and the right ones.

Both have it from PyMySQL, which knows an INSERT by a pattern. It sends what stands behind the rows as it is, so that a
parameter there becomes a literal ``%s`` and ``%%`` stays two percent signs, and goes row by row where a row holds more
than parameters (aiomysql also where ``AS new`` follows).
"""

from __future__ import annotations

from typing import Any

from aiolift.drivers.bulk_insert import take_apart


class BulkCursor:
    """To be mixed in before the driver's cursor class."""

    max_stmt_length: int
    rowcount: int
    execute: Any
    _do_execute_many: Any

    async def executemany(self, statement: str, rows: Any) -> int:
        """Run `statement` with each of `rows`, in as few statements as fit `max_stmt_length` (bytes).

        Returns the number of affected rows, which SQLAlchemy takes for the result's ``rowcount``.
        """
        insert = take_apart(statement)
        if insert is not None:
            head, tail = insert.head % (), insert.tail % ()
            affected: int = await self._do_execute_many(head, insert.row, tail, rows, self.max_stmt_length, "utf-8")
            return affected
        affected = 0
        for row in rows:
            await self.execute(statement, row)
            affected += self.rowcount
        return affected
