"""One client's way through the proxy: its connection, and the connection to the server that stands for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.servers import wire

if TYPE_CHECKING:
    from tests.servers.proxy import FaultProxy

Fault = Callable[["Link", wire.Packet], Awaitable[None]]
Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Link:
    """Passes packets between a client and the server, and lets the faults of `proxy` happen to them."""

    def __init__(self, proxy: FaultProxy, client: Stream, server: Stream) -> None:
        self.on_answer: Callable[[], None] | None = None  # what happens at an answer, instead of passing it on
        self._proxy = proxy
        self._client_reader, self._client_writer = client
        self._server_reader, self._server_writer = server

    async def run(self) -> None:
        """Pass bytes on until either side closes."""
        try:
            greeting = await wire.Packet.read(self._server_reader)
            await self.to_client(greeting if self._proxy.offer_tls else greeting.without_tls())
            await asyncio.gather(self._closing(self._pump_queries()), self._closing(self._pump_answers()))
        except asyncio.IncompleteReadError:
            pass  # the server closes instead of greeting: it is going down
        finally:
            self.close()

    def close(self) -> None:
        """Close both sides, what is under way delivered."""
        self._client_writer.close()
        self._server_writer.close()

    def abort(self) -> None:
        """Close both sides at once, however slowly they read."""
        self._client_writer.transport.abort()
        self._server_writer.transport.abort()

    async def to_client(self, packet: wire.Packet) -> None:
        """Send one packet to the client."""
        await _send(self._client_writer, bytes(packet))

    async def to_server(self, packet: wire.Packet) -> None:
        """Send one packet to the server."""
        await _send(self._server_writer, bytes(packet))

    async def from_client(self) -> wire.Packet:
        """The client's next packet."""
        return await wire.Packet.read(self._client_reader)

    async def _closing(self, pump: Awaitable[None]) -> None:
        """Run a pump until its side is gone, and let that end the other pump too."""
        with suppress(asyncio.IncompleteReadError, OSError):
            await pump
        self.close()

    async def _pump_queries(self) -> None:
        while True:
            packet = await self.from_client()
            await asyncio.sleep(self._proxy.latency)
            fault = None
            if packet.query is not None:
                self._proxy.queries.append(packet.query)
                fault = self._proxy.take_fault(packet.query)
            if fault is not None:
                await fault(self, packet)
                continue
            await self.to_server(packet)
            if packet.starts_tls:
                await self._pump_blindly()

    async def _pump_blindly(self) -> None:
        while data := await self._client_reader.read(65536):
            await asyncio.sleep(self._proxy.latency)
            await _send(self._server_writer, data)

    async def _pump_answers(self) -> None:
        while data := await self._server_reader.read(65536):
            if self.on_answer is None:
                await _send(self._client_writer, data)
            else:
                self.on_answer()


async def _send(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()
