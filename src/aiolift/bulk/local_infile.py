"""The answer to ``LOAD DATA LOCAL INFILE``, from memory: the same for every driver, on the connection's transport.

The drivers open a file by the name that the server asks for (asyncmy 0.2.18 fails even so, and leaves the connection
out of step; aiomysql 0.3.2 puts all of it into memory). So the transport is borrowed from the driver's protocol for one
statement, with ``set_protocol`` of asyncio, and given back when the server has answered it.

https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_local_infile_request.html
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import AsyncIterable

_COM_QUERY = b"\x03"
_OK, _REQUEST, _ERROR = 0x00, 0xFB, 0xFF
#: Bytes of the file in one packet; far below every ``max_allowed_packet``.
_PACKET = 1 << 17
#: Bytes that wait in this process for the socket to take them, so that the server goes on while rows are made.
_WRITE_BUFFER = 1 << 20


@dataclass(frozen=True)
class Loaded:
    """What the server says about a file that it has read to its end."""

    affected_rows: int
    warnings: int


class ServerError(Exception):
    """The server refused the statement; the connection is in step.

    :param number: the server's error number.
    """

    def __init__(self, number: int, message: str) -> None:
        self.number = number
        super().__init__(message)


class OutOfStepError(Exception):
    """The conversation cannot go on: the connection is lost, or the server says what it must not; close it."""


async def send(
    transport: asyncio.Transport,
    statement: str,
    *,
    name: str,
    content: AsyncIterable[bytes],
    prefix: bytes = b"",
    timeout: float | None = None,
) -> Loaded:
    """Run `statement`, whose file is called `name`, and give the server `content` when it asks for that file.

    After anything but a result or a `ServerError`, an error of `content` or a cancellation included, the connection is
    out of step and must be closed.

    :param prefix: what stands before the text of a query on this connection.
    :param timeout: the seconds that the server may take, for an answer or for the next part of the file.
    :raises ServerError: the statement was refused. Before the server has asked for the file, `content` is not touched.
    :raises OutOfStepError: the connection was lost; or the server asked for a file that the statement does not name,
        which it does not get.
    """
    conversation = _Conversation(transport, timeout)
    try:
        answer = await conversation.ask(_COM_QUERY + prefix + statement.encode())
        if answer != bytes([_REQUEST]) + name.encode():
            raise _refusal(answer)
        async for part in content:
            for start in range(0, len(part), _PACKET):
                conversation.write(part[start : start + _PACKET])
            await conversation.drain()
            await asyncio.sleep(0)  # drain does not wait where the socket has taken all
            conversation.require_silence()
        conversation.write(b"")
        answer = await conversation.read()
        if answer[0] != _OK:
            raise _refusal(answer)
        return _loaded(answer)
    finally:
        conversation.end()


class _Conversation(asyncio.Protocol):
    """Packets over a transport that belongs to the protocol of a driver."""

    def __init__(self, transport: asyncio.Transport, timeout: float | None) -> None:
        self._transport = transport
        self._timeout = timeout
        self._driver = cast("Any", transport.get_protocol())
        self._limits = transport.get_write_buffer_limits()
        self._received = bytearray()
        self._sequence = 0
        self._lost = transport.is_closing()
        self._writable = asyncio.Event()
        self._writable.set()
        self._readable = asyncio.Event()
        transport.set_protocol(self)
        transport.set_write_buffer_limits(high=_WRITE_BUFFER)

    def end(self) -> None:
        """Give the transport back."""
        if not self._lost:
            low, high = self._limits
            self._transport.set_write_buffer_limits(high=high, low=low)
        self._transport.set_protocol(self._driver)

    async def ask(self, payload: bytes) -> bytes:
        """Begin a command, and return the first packet of its answer."""
        self.write(payload)
        return await self.read()

    def write(self, payload: bytes) -> None:
        """Send a packet, the next of this command."""
        if self._lost:
            raise OutOfStepError("the connection to the server was lost")
        self._transport.write(len(payload).to_bytes(3, "little") + bytes([self._sequence]) + payload)
        self._sequence = (self._sequence + 1) % 256

    def require_silence(self) -> None:
        """Raise where the server has said something before the end of the file: why it ends, most likely."""
        if self._received and self._next_packet() is not None:
            raise OutOfStepError("the server has answered before the end of the file")

    async def drain(self) -> None:
        """Wait while the server takes nothing more."""
        await self._wait(self._writable)

    async def read(self) -> bytes:
        """Return the payload of the next packet."""
        while (packet := self._next_packet()) is None:
            if self._lost:
                raise OutOfStepError("the connection to the server was lost")
            self._readable.clear()
            await self._wait(self._readable)
        return packet

    def _next_packet(self) -> bytes | None:
        end = 4 + int.from_bytes(self._received[:3], "little")
        if len(self._received) < max(4, end):
            return None
        sequence, packet = self._received[3], bytes(self._received[4:end])
        del self._received[:end]
        if sequence != self._sequence or not packet:
            # a server that goes down says so at any time
            said = f": {_message(packet)}" if packet[:1] == bytes([_ERROR]) else ""
            raise OutOfStepError(f"the connection to the server is out of step{said}")
        self._sequence = (self._sequence + 1) % 256
        return packet

    async def _wait(self, event: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(self._timeout):
                await event.wait()
        except TimeoutError as error:
            raise OutOfStepError(f"no answer of the server within {self._timeout:g} s") from error

    # -- what the transport calls

    def data_received(self, data: bytes) -> None:
        self._received += data
        self._readable.set()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def eof_received(self) -> None:
        self._lost = True
        self._readable.set()

    def connection_lost(self, error: Exception | None) -> None:
        self._lost = True
        self._readable.set()
        self._writable.set()
        self._driver.connection_lost(error)


def _refusal(answer: bytes) -> Exception:
    """Return why `answer` is not the one that was hoped for."""
    if answer[0] == _ERROR:
        return ServerError(int.from_bytes(answer[1:3], "little"), _message(answer))
    if answer[0] == _REQUEST:
        asked = answer[1:].decode("utf-8", "replace")
        return OutOfStepError(f"the server asks for the file {asked!r}, which no statement named; it was not sent")
    return OutOfStepError("the server's answer is none to LOAD DATA LOCAL INFILE")


def _message(packet: bytes) -> str:
    """Return the text of an error packet, without number and SQLSTATE."""
    text = packet[3:].decode("utf-8", "replace")
    return text[6:] if text.startswith("#") else text


def _loaded(packet: bytes) -> Loaded:
    affected_rows, position = _length_encoded(packet, 1)
    _last_insert_id, position = _length_encoded(packet, position)
    return Loaded(affected_rows, int.from_bytes(packet[position + 2 : position + 4], "little"))


def _length_encoded(packet: bytes, position: int) -> tuple[int, int]:
    """Return the integer at `position`, and where the next field begins."""
    width = {0xFC: 2, 0xFD: 3, 0xFE: 8}.get(packet[position])
    if width is None:
        return packet[position], position + 1
    end = position + 1 + width
    return int.from_bytes(packet[position + 1 : end], "little"), end
