"""The proxy that makes the way to a server longer."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from aiolift.bench.network import network

PATIENCE = 20.0  # seconds


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a server that sends everything back."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE)

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(PATIENCE)
                while data := connection.recv(1 << 16):
                    connection.sendall(data)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(PATIENCE)


def test_bytes_pass_and_take_their_time(echo: int) -> None:
    """What is sent comes back whole, no sooner than the round trip, and the lateness is known at the end."""
    sent = bytes(range(256)) * 2000
    with network("127.0.0.1", echo, 60.0) as running:
        with socket.create_connection(("127.0.0.1", running.port), PATIENCE) as client:
            started = time.perf_counter()
            client.sendall(b"?")
            assert client.recv(1) == b"?"
            assert time.perf_counter() - started >= 0.060
            sending = threading.Thread(target=client.sendall, args=(sent,))
            sending.start()
            received = b""
            while len(received) < len(sent):
                received += client.recv(1 << 16)
            sending.join(PATIENCE)
            assert received == sent
        assert running.lateness is None
    assert running.lateness is not None
    assert running.lateness.deliveries >= 4
    assert running.lateness.p99 >= running.lateness.median >= 0
    assert running.lateness.busy > 0


def test_a_server_that_is_not_there() -> None:
    """Where nobody listens behind the proxy, the client's connection is closed."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with (
        network("127.0.0.1", port, 1.0) as running,
        socket.create_connection(("127.0.0.1", running.port), PATIENCE) as client,
        suppress(ConnectionResetError),
    ):
        assert client.recv(1) == b""
