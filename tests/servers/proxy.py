"""A TCP proxy before a MySQL or MariaDB server that breaks things on purpose."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from tests.servers import wire
from tests.servers.link import Fault, Link

if TYPE_CHECKING:
    from tests.servers.server import Server

Matcher = Callable[[str], bool]


class FaultProxy:
    """Stand between clients and `server`; without an armed fault, only pass bytes on.

    `cut`, `swallow` and `ask_for_file` arm a fault for one query, given as its beginning (in any case) or as a function
    of its text. Each happens once, to the first query that matches; several may be armed.

    :param offer_tls: False strips TLS from the server's greeting, as an attacker would. With TLS the proxy cannot read
        the queries, and no fault happens to them.
    """

    def __init__(self, server: Server, *, offer_tls: bool = False) -> None:
        self.server = server
        self.offer_tls = offer_tls
        self.host = "127.0.0.1"
        self.port = 0
        self.latency = 0.0  # seconds, added to every round trip
        self.silent = False  # True: a new connection is accepted and never greeted
        self.connections = 0  # how many were accepted
        self.queries: list[str] = []  # every query seen, in order
        self.file_requests = 0  # how many LOCAL INFILE requests were sent
        self.stolen = b""  # what clients sent in answer to them
        self._armed: list[tuple[Matcher, Fault]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._links: set[Link] = set()
        self._listener: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._accept, self.host, 0)
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        assert self._listener is not None
        self._listener.close()
        for link in self._links:
            link.abort()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks)
        await self._listener.wait_closed()

    def url(self, driver: str | None = "asyncmy", *, database: str | None = None) -> str:
        """The URL of the server's `database` through this proxy."""
        return self.server.url(driver, database=database, host=self.host, port=self.port)

    def cut(self, query: str | Matcher, *, executed: bool = True) -> None:
        """Close the connection at `query`: after the server has executed it, its answer lost, or before it gets it."""

        async def fault(link: Link, packet: wire.Packet) -> None:
            if executed:
                link.on_answer = link.close
                await link.to_server(packet)
            else:
                link.close()

        self._arm(query, fault)

    def swallow(self, query: str | Matcher, *, executed: bool = False) -> None:
        """Never answer `query`, nor what comes after it, and keep the connection open.

        :param executed: whether the server gets the query.
        """

        async def fault(link: Link, packet: wire.Packet) -> None:
            link.on_answer = lambda: None
            if executed:
                await link.to_server(packet)

        self._arm(query, fault)

    def ask_for_file(self, query: str | Matcher, filename: str = "/etc/passwd") -> None:
        """Answer `query` as a rogue server would, with a LOCAL INFILE request; see `file_requests` and `stolen`."""

        async def fault(link: Link, packet: wire.Packet) -> None:
            self.file_requests += 1
            last = packet.answer(wire.LOCAL_INFILE_REQUEST + filename.encode())
            await link.to_client(last)
            while (piece := await link.from_client()).follows(last):
                if not piece.payload:  # the end of the file, or its refusal
                    await link.to_client(piece.answer(wire.OK))
                    return
                self.stolen += piece.payload
                last = piece
            await link.to_server(piece)  # no piece of a file but a new command: the client wants to leave

        self._arm(query, fault)

    def cut_all(self) -> None:
        """Close every open connection, as a restarted server or a firewall would."""
        for link in self._links:
            link.close()

    def refuse(self, query: str | Matcher, number: int) -> None:
        """Answer `query`, which the server does not get, with the error `number`, and close the connection."""

        async def fault(link: Link, packet: wire.Packet) -> None:
            await link.to_client(packet.answer(wire.error(number)))
            link.close()

        self._arm(query, fault)

    def mute(self) -> None:
        """Answer nothing any more on the open connections, and keep them, as a firewall that has forgotten them."""
        for link in self._links:
            link.on_answer = lambda: None

    def take_fault(self, query: str) -> Fault | None:
        """The fault armed for `query`, which is spent by this."""
        for entry in self._armed:
            matches, fault = entry
            if matches(query):
                self._armed.remove(entry)
                return fault
        return None

    def _arm(self, query: str | Matcher, fault: Fault) -> None:
        if isinstance(query, str):
            beginning = query.casefold()
            self._armed.append((lambda text: text.casefold().startswith(beginning), fault))
        else:
            self._armed.append((query, fault))

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        # Only __aexit__ cancels this task, and asyncio would report it. OSError: a side is gone, or the server is down.
        with suppress(asyncio.CancelledError, OSError):
            await self._serve(reader, writer)
        writer.close()
        self._tasks.discard(task)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.silent:
            await reader.read()
            return
        link = Link(self, (reader, writer), await asyncio.open_connection(self.server.host, self.server.port))
        self._links.add(link)
        try:
            await link.run()
        finally:
            self._links.discard(link)
