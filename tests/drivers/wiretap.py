"""Somebody on the line between a client and its server: who listens, or asks for the password in clear text."""

from __future__ import annotations

import asyncio
from typing import Self

from tests.servers import Server, wire

CLEAR_TEXT = b"\xfemysql_clear_password\0"


class Wiretap:
    """A relay to `server` that remembers what clients send.

    :param host: the address to listen at.
    :param through: the port of a proxy before the server.
    :param asks_for_password: answer a login by asking for the password in clear text, and keep what comes.
    """

    def __init__(
        self, server: Server, *, host: str = "127.0.0.1", through: int | None = None, asks_for_password: bool = False
    ) -> None:
        self.server = server
        self.host = host
        self.port = 0
        self.connections = 0
        self.sent = b""
        self._through = through or server.port
        self._asks_for_password = asks_for_password
        self._tasks: set[asyncio.Task[None]] = set()
        self._thawed = asyncio.Event()
        self._thawed.set()

    def freeze(self) -> None:
        """Let nothing more through on the connections there are, and close none of them, as a firewall would."""
        self._thawed.clear()
        self._thawed = asyncio.Event()
        self._thawed.set()

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._accept, self.host, 0)
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self._listener.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks)
        await self._listener.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._relay(reader, writer)
        except (asyncio.CancelledError, OSError, EOFError):
            pass  # only __aexit__ cancels this task; and either side may go as it likes
        finally:
            writer.transport.abort()
            self._tasks.discard(task)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection(self.server.host, self._through)
        thawed = self._thawed
        back = asyncio.create_task(_pump(server_reader, writer, thawed))
        try:
            if self._asks_for_password:
                login = await wire.Packet.read(reader)
                self.sent += bytes(login)
                writer.write(bytes(login.answer(CLEAR_TEXT)))
            while data := await _read(reader, thawed):
                self.sent += data
                if not self._asks_for_password:
                    server_writer.write(data)
        finally:
            server_writer.transport.abort()
            back.cancel()
            await asyncio.wait([back])


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, thawed: asyncio.Event) -> None:
    try:
        while data := await _read(reader, thawed):
            writer.write(data)
    except OSError:
        pass  # the relay has closed the connection, or the server
    finally:
        writer.close()


async def _read(reader: asyncio.StreamReader, thawed: asyncio.Event) -> bytes:
    data = await reader.read(65536)
    await thawed.wait()
    return data
