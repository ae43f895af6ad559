"""A network between a service and its database: a proxy on the loopback interface, in a process of its own.

Everything takes half of the round trip in each direction, in the order in which it was sent. When the proxy ends, it
says how late it was, so that a proxy that cannot keep up is seen.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.errors import BenchError

if TYPE_CHECKING:
    from collections.abc import Iterator

_START_SECONDS = 10.0
_BACKLOG = 1024
#: How finely lateness is counted, in seconds.
_BUCKET = 1e-4


@dataclass(frozen=True)
class Lateness:
    """By how much the proxy's deliveries came later than they were due, in milliseconds; and how busy it was."""

    deliveries: int
    median: float
    p99: float
    busy: float
    """The share of one processor that it took, from 0 to 1."""


class Network:
    """A running proxy.

    :param port: where it listens, on 127.0.0.1.
    """

    def __init__(self, port: int, process: subprocess.Popen[str]) -> None:
        self.port = port
        self._process = process
        self.lateness: Lateness | None = None
        """Known when it has ended."""

    def end(self) -> None:
        """End it, and learn how late it was."""
        self._process.terminate()
        try:
            said, _ = self._process.communicate(timeout=_START_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
            return
        if self._process.returncode == 0:
            self.lateness = Lateness(**json.loads(said))


@contextmanager
def network(host: str, port: int, round_trip: float) -> Iterator[Network]:
    """Lay a network of `round_trip` milliseconds before ``host:port``; its lateness is known after the block.

    :raises BenchError: it cannot be started.
    """
    command = [sys.executable, "-m", "aiolift.bench.network", host, str(port), str(round_trip)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")  # noqa: S603
    assert process.stdout is not None  # noqa: S101 -- it was asked for
    running = None
    try:
        listening = process.stdout.readline()
        if not listening.strip().isdecimal():
            raise BenchError(
                f"the proxy between service and database did not start: {listening.strip() or 'see above'}"
            )
        running = Network(int(listening), process)
        yield running
    finally:
        if running is not None:
            running.end()
        else:
            process.kill()
            process.communicate()


class _Line:
    """What is under way: every delivery takes equally long, so that they are due in the order in which they came."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._under_way: deque[tuple[float, asyncio.Transport, bytes]] = deque()
        self.late: Counter[int] = Counter()

    def send(self, to: asyncio.Transport, data: bytes) -> None:
        """Deliver `data` in time; no data means that the other side has closed."""
        due = self._loop.time() + self._seconds
        if not self._under_way:
            self._loop.call_at(due, self._deliver)
        self._under_way.append((due, to, data))

    def _deliver(self) -> None:
        now = self._loop.time()
        while self._under_way and self._under_way[0][0] <= now:
            due, to, data = self._under_way.popleft()
            self.late[int((now - due) / _BUCKET)] += 1
            if data:
                to.write(data)
            else:
                to.close()
        if self._under_way:
            self._loop.call_at(self._under_way[0][0], self._deliver)


class _End(asyncio.Protocol):
    """One end of a connection; what comes in leaves at `other`."""

    transport: asyncio.Transport
    other: _End | None = None

    def __init__(self, line: _Line) -> None:
        self._line = line
        self._early: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        self.transport = transport  # type: ignore[assignment] # of a stream
        sock: socket.socket = transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data: bytes) -> None:
        """Pass it on, or keep it until there is an other end."""
        if self.other is None:
            self._early.append(data)
        else:
            self._line.send(self.other.transport, data)

    def connection_lost(self, _error: Exception | None) -> None:
        """Close the other end behind what is under way."""
        self.data_received(b"")

    def join(self, other: _End) -> None:
        """Let what comes in leave at `other`."""
        self.other = other
        for data in self._early:
            self._line.send(other.transport, data)


class _Client(_End):
    """The client's end, which makes the server's."""

    def __init__(self, line: _Line, host: str, port: int, tasks: set[asyncio.Task[None]]) -> None:
        super().__init__(line)
        self._server = host, port
        self._tasks = tasks

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connect to the server."""
        super().connection_made(transport)
        task = asyncio.ensure_future(self._connect())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            _, server = await loop.create_connection(lambda: _End(self._line), *self._server)
        except OSError:
            self.transport.abort()
            return
        server.join(self)
        self.join(server)


async def _serve(host: str, port: int, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    line = _Line(seconds)
    tasks: set[asyncio.Task[None]] = set()
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    started = time.monotonic()
    server = await loop.create_server(lambda: _Client(line, host, port, tasks), "127.0.0.1", 0, backlog=_BACKLOG)
    async with server:
        sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        await ended.wait()
    busy = time.process_time() / (time.monotonic() - started)
    late = sorted(line.late.elements())
    sys.stdout.write(
        json.dumps(
            {
                "deliveries": len(late),
                "median": late[len(late) // 2] * _BUCKET * 1000 if late else 0.0,
                "p99": late[len(late) * 99 // 100] * _BUCKET * 1000 if late else 0.0,
                "busy": round(busy, 3),
            }
        )
    )


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(description="a proxy that delays what passes; it writes its port to stdout")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("milliseconds", type=float, help="of a round trip, half of it in each direction")
    given = parser.parse_args()
    # select() knows microseconds, where epoll would round each wait up to the next millisecond
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selectors.SelectSelector())) as runner:
        runner.run(_serve(given.host, given.port, given.milliseconds / 2000))


if __name__ == "__main__":
    main()
