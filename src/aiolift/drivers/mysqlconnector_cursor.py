"""A PEP 249 cursor with coroutines, for MySQL Connector/Python's asyncio interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiolift.drivers import bulk_insert
from aiolift.drivers.mysqlconnector_literals import encoded, fill

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from aiolift.drivers.bulk_insert import BulkInsert
    from aiolift.drivers.mysqlconnector_channel import Answer, Channel, Row

#: Bytes of one bulk INSERT; far below the smallest ``max_allowed_packet`` that servers come with.
BULK_SIZE = 1_000_000


class Cursor:
    """One statement and its answer.

    :param streaming: rows stay on the server until they are fetched; otherwise the caller fetches them all.
    """

    def __init__(self, channel: Channel, *, streaming: bool) -> None:
        self._channel = channel
        self._streaming = streaming
        self._answer: Answer | None = None
        self.arraysize = 1
        self.rowcount = -1
        """The rows fetched, matched or inserted; -1 where that is not known."""
        self.lastrowid = 0
        """The AUTO_INCREMENT value of the first row of the last INSERT; 0 if there is none."""

    @property
    def description(self) -> Any:
        """One tuple per column, name and type first; None where there are no rows."""
        return self._answer.columns if self._answer else None

    async def execute(self, operation: str, parameters: Sequence[Any] | None = None) -> None:
        """Send a statement. With parameters, even none (``()``), each ``%s`` is replaced and ``%%`` means ``%``."""
        statement = encoded(operation) if parameters is None else self._fill(operation, parameters)
        await self._send(statement)

    async def executemany(self, operation: str, seq_of_parameters: Sequence[Sequence[Any]]) -> None:
        """Send a statement once per row of parameters; rows of an INSERT go together, as many as `BULK_SIZE` holds."""
        insert = bulk_insert.take_apart(operation)
        if insert is not None:
            statements = self._bulk_statements(insert, seq_of_parameters)
        else:
            statements = (self._fill(operation, row) for row in seq_of_parameters)
        count = 0
        for statement in statements:
            answer = await self._send(statement)
            count += max(self.rowcount, 0)
            await answer.discard()
        self.rowcount = count
        self._answer = None

    async def fetchone(self) -> Row | None:
        """Return the next row; None if there is none."""
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> list[Row]:
        """Return the next `size` rows (`arraysize`), fewer at the end."""
        return await self._fetch(self.arraysize if size is None else size)

    async def fetchall(self) -> list[Row]:
        """Return the rows that are left."""
        return await self._fetch(None)

    async def nextset(self) -> bool:
        """Go to the next result of a ``CALL``; False if there is none."""
        if self._answer is None or not await self._answer.advance():
            return False
        self._note_result(self._answer)
        return True

    async def close(self) -> None:
        """Forget the answer.

        A stream is not read to its end, which could be a million rows away, only one row further. What stays unread is
        dropped by the next statement, or with the connection on a ROLLBACK.
        """
        if self._answer is not None:
            await self._answer.discard(limit=1 if self._streaming else None)

    async def __aiter__(self) -> AsyncIterator[Row]:
        """Yield the rows that are left."""
        while (row := await self.fetchone()) is not None:
            yield row

    def _fill(self, statement: str, parameters: Sequence[Any]) -> bytes:
        return fill(statement, parameters, backslash_escapes=self._channel.backslash_escapes)

    def _bulk_statements(self, insert: BulkInsert, rows: Sequence[Sequence[Any]]) -> Any:
        head, tail = self._fill(insert.head, ()), self._fill(insert.tail, ())
        values: list[bytes] = []
        size = 0
        for row in rows:
            value = self._fill(insert.row, row)
            if values and size + len(value) > BULK_SIZE:
                yield head + b",".join(values) + tail
                values, size = [], 0
            values.append(value)
            size += len(value) + 1
        if values:
            yield head + b",".join(values) + tail

    async def _send(self, statement: bytes) -> Answer:
        self._answer = None
        self._answer = await self._channel.send(statement)
        self._note_result(self._answer)
        return self._answer

    def _note_result(self, answer: Answer) -> None:
        self.rowcount = answer.affected_rows
        if answer.columns is None:
            self.lastrowid = answer.last_insert_id

    async def _fetch(self, limit: int | None) -> list[Row]:
        if self._answer is None:
            return []
        rows = await self._answer.fetch(limit)
        self.rowcount = max(self.rowcount, 0) + len(rows)
        return rows
