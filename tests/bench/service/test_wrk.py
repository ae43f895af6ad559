"""The load generator."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from aiolift.bench.service import wrk as bench_wrk
from aiolift.bench.service.wrk import Measured, parse
from aiolift.errors import BenchError

#: As wrk 4.1 has written it.
REPORT = """Running 2s test @ http://127.0.0.1:37229
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency    26.11ms    3.02ms  45.11ms   88.20%
    Req/Sec     2.41k   122.31     2.55k    85.00%
  4801 requests in 2.00s, 1.12MB read
  Socket errors: connect 0, read 2, write 0, timeout 3
  Non-2xx or 3xx responses: 1
Requests/sec:   2400.12
Transfer/sec:    573.01KB
{"answers": 4801, "microseconds": 2000000, "p50": 26021, "p99": 38117, "failed": 1, "broken": 2, "timeouts": 3}
"""


class Handler(BaseHTTPRequestHandler):
    """Answers every second request, and refuses the others."""

    protocol_version = "HTTP/1.1"
    paths: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """Answer."""
        self.paths.append(self.path)
        self.send_response(200 if len(self.paths) % 2 else 500)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """A real HTTP server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as serving:
        serving.daemon_threads = True
        thread = Thread(target=serving.serve_forever, args=(0.05,))
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


def test_parse() -> None:
    """The last line of the report gives the figures: good answers per second, and everything that went wrong."""
    measured = parse(REPORT)
    assert measured == Measured(4801, 2_000_000, 26_021, 38_117, failed=1, broken=2, timeouts=3)
    assert measured.rate == pytest.approx(2400.0)
    assert measured.errors == 6


@pytest.mark.parametrize("output", ["", "Requests/sec: 12", '{"answers": 1}', "[1]"])
def test_other_output_is_an_error(output: str) -> None:
    """What is no report of our script never becomes figures."""
    with pytest.raises(BenchError, match="not what wrk"):
        parse(output)


def test_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without wrk the error says how to install it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BenchError, match="apt-get install wrk"), bench_wrk.installed():
        pass


@pytest.mark.usefixtures("wrk")
def test_loads_a_service(server: ThreadingHTTPServer) -> None:
    """wrk asks for random rows; answers with another status than 2xx are counted as errors, and not as answers."""
    with bench_wrk.installed() as generator:
        measured = generator.run(server.server_address[1], connections=2, seconds=1)
    assert measured.answers > measured.failed > 0
    assert measured.rate > 0
    assert len(set(Handler.paths)) > 1
    assert all(path.startswith("/divisions/D") for path in Handler.paths)


@pytest.mark.usefixtures("wrk")
def test_nobody_listens() -> None:
    """A service that is not there is a failure of wrk, and no figure."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # it does not listen, and nobody else can
        with bench_wrk.installed() as generator, pytest.raises(BenchError, match="wrk ended with exit code 1"):
            generator.run(taken.getsockname()[1], connections=1, seconds=1)
