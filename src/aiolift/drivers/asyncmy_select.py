"""SELECT on an asyncmy connection for readers: what the server repeats is not parsed again.

Half of what asyncmy does for a row by its key is parsing the column definitions, which the server sends with every
answer. Here they are compared, byte for byte, with those that the same statement had before, and skipped.

With `prepares`, statements are prepared on the server and rows come in the binary protocol; see
`DatabaseSettings.prepared_statements` for what is then different.

The names with an underscore are those of asyncmy 0.2.18, which has no others for it; tests compare with its cursor.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from asyncmy.connection import MySQLResult
from asyncmy.constants.COMMAND import COM_QUERY
from asyncmy.constants.SERVER_STATUS import SERVER_MORE_RESULTS_EXISTS
from asyncmy.errors import InternalError
from asyncmy.protocol import parse_rows_from_buffer

#: Statements that are remembered, per connection.
_CAPACITY = 200
#: The first byte of a column count that is not the count itself.
_LONG_COUNT = 251
#: How the packet behind the last row begins (its length and number, OK, no affected rows, no last id), and its length.
_END, _END_LENGTH = b"\x07\x00\x00%c\xfe\x00\x00", 11


class _Columns(NamedTuple):
    """What is known of a statement's columns."""

    head: bytes
    """All packets of the answer before the first row (before the EOF packet, where the server sends one)."""
    sequence: int
    """The number of the packet after these."""
    converters: tuple[Any, ...]
    description: Any


class SelectConnection:
    """To be mixed in before asyncmy's Connection."""

    prepares = False
    """Whether to prepare statements on the server."""
    server_status: int

    _proto: Any
    _next_seq_id: int
    _deprecate_eof: bool
    _execute_command: Any
    _fill_buffer: Any
    _encoding: str
    escape: Any
    read_packet: Any
    prepare: Any

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._columns: dict[str, _Columns] = {}
        self._prepared: dict[tuple[Any, ...], Any] = {}

    async def select(self, statement: str, arguments: Any) -> tuple[Any, Any]:
        """Return the rows of a SELECT and their description.

        :param statement: with ``%s`` for each of `arguments`, and ``%%`` for a percent sign.
        """
        if self.prepares and arguments:
            return await self._select_prepared(statement, arguments)
        sql = statement % tuple(map(self.escape, arguments))
        await self._execute_command(COM_QUERY, sql.encode(self._encoding, "surrogateescape"))
        protocol = self._proto
        if protocol.length - protocol.pos < 4:
            await self._fill_buffer(4)
        columns = self._columns.get(statement)
        if columns is None or not self._skip(columns):
            return await self._read_answer(statement)
        rows: list[Any] = []
        if not self._parse_rows(columns.converters, rows):
            await self._read_rows(columns.converters, rows)
        return rows, columns.description

    def _skip(self, columns: _Columns) -> bool:
        protocol = self._proto
        start = protocol.pos
        end = start + len(columns.head)
        if end > protocol.length or protocol.buffer[start:end] != columns.head:
            return False
        protocol.pos = end
        self._next_seq_id = columns.sequence
        return True

    async def _read_answer(self, statement: str) -> tuple[Any, Any]:
        result: Any = MySQLResult(self)  # type: ignore[arg-type] # which is mixed in before it
        await result.read()
        if result.has_next:
            raise InternalError("a SELECT has more than one result")
        fields = result.fields
        if result.description and len(fields) < _LONG_COUNT:
            if len(self._columns) >= _CAPACITY:
                self._columns.clear()
            packets = [bytes([len(fields)]), *(field.get_all_data() for field in fields)]
            head = b"".join(
                len(packet).to_bytes(3, "little") + bytes([number & 0xFF]) + packet
                for number, packet in enumerate(packets, start=1)
            )
            sequence = (len(packets) + 1) & 0xFF
            self._columns[statement] = _Columns(head, sequence, tuple(result.converters), result.description)
        return result.rows, result.description

    def _parse_rows(self, converters: tuple[Any, ...], rows: list[Any]) -> bool:
        """Add the rows that have arrived; return whether these are all, with an end as nearly every SELECT has it."""
        if not self._deprecate_eof:
            return False
        protocol = self._proto
        buffer = protocol.buffer
        start, sequence = parse_rows_from_buffer(
            buffer, protocol.pos, protocol.length, converters, self._next_seq_id, rows, True
        )
        protocol.pos, self._next_seq_id = start, sequence
        end = start + _END_LENGTH
        if end > protocol.length or buffer[start : start + 7] != _END % sequence:
            return False
        status = buffer[start + 7] | buffer[start + 8] << 8
        if status & SERVER_MORE_RESULTS_EXISTS:
            return False
        protocol.pos, self._next_seq_id, self.server_status = end, (sequence + 1) & 0xFF, status
        return True

    async def _read_rows(self, converters: tuple[Any, ...], rows: list[Any]) -> None:
        """Add the rows that have not been parsed yet, as they arrive."""
        if not self._deprecate_eof:
            await self.read_packet()
        while True:
            packet = await self.read_packet()
            if packet.is_auth_switch_request() if self._deprecate_eof else packet.is_eof_packet():
                break
            rows.append(packet.read_row(converters))
            protocol = self._proto
            protocol.pos, self._next_seq_id = parse_rows_from_buffer(
                protocol.buffer, protocol.pos, protocol.length, converters, self._next_seq_id, rows, self._deprecate_eof
            )
        packet.advance(1)
        if self._deprecate_eof:
            packet.read_length_encoded_integer()  # affected rows
            packet.read_length_encoded_integer()  # the last id
            self.server_status = packet.read_uint16()
        else:
            packet.read_uint16()  # warnings
            self.server_status = packet.read_uint16()
        if self.server_status & SERVER_MORE_RESULTS_EXISTS:
            raise InternalError("a SELECT has more than one result")

    async def _select_prepared(self, statement: str, arguments: Any) -> tuple[Any, Any]:
        # MySQL settles a parameter's type when it prepares: with a value of another type, later, it gives other values
        key = (statement, *map(type, arguments))
        found = self._prepared.get(key)
        if found is None:
            found = await self.prepare(_PLACEHOLDER.sub(lambda match: _NATIVE[match.group()], statement))
            if len(self._prepared) >= _CAPACITY:
                await self._prepared.pop(next(iter(self._prepared))).close()
            self._prepared[key] = found
        result = await found.execute(arguments)
        return result.rows, result.description


_PLACEHOLDER = re.compile("%[%s]")
_NATIVE = {"%%": "%", "%s": "?"}
