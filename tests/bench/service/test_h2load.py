"""The load generator."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from aiolift.bench.service.h2load import Measured, installed, parse
from aiolift.errors import BenchError

#: As h2load 1.52 has written it: start, status, microseconds.
LOG = """1789999999999900\t0\t5934
1790000000000000\t200\t26021
1790000000000100\t200\t2100000
1790000000000200\t503\t900
1790000000000300\t-1\t38117
1790000000000400\t204\t1500
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
    """Good answers per second, percentiles of all answers, and what failed: another status, none, or too late.

    What had begun before h2load counted is no answer of the run.
    """
    measured = parse(LOG, seconds=2, timeout=2)
    assert measured == Measured(2, (900, 1_500, 26_021, 38_117, 2_100_000), failed=3)
    assert measured.rate == pytest.approx(1.0)
    assert (measured.percentile(50), measured.percentile(99)) == (26.021, 2100.0)


def test_no_answer() -> None:
    """Without an answer there is no rate and no time."""
    measured = parse("", seconds=2, timeout=2)
    assert (measured.rate, measured.percentile(50), measured.failed) == (0.0, 0.0, 0)


@pytest.mark.parametrize("log", ["Requests/sec: 12", "1\t200", "1\tOK\t3"])
def test_other_output_is_an_error(log: str) -> None:
    """What is no log of h2load never becomes figures."""
    with pytest.raises(BenchError, match="not what h2load"):
        parse(log, seconds=1, timeout=2)


def test_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without h2load the error says how to install it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BenchError, match="apt-get install nghttp2-client"):
        installed()


@pytest.mark.usefixtures("h2load")
def test_loads_a_service(server: ThreadingHTTPServer) -> None:
    """h2load asks for random rows; each run counts its own answers, those with another status than 2xx as failed."""
    generator = installed()
    for _ in range(2):
        Handler.paths.clear()
        measured = generator.run(server.server_address[1], connections=2, seconds=0.3, warm_up=0.1, timeout=2)
        assert len(Handler.paths) > len(measured.times) > measured.failed > 0
        assert measured.rate > 0
        assert len(set(Handler.paths)) > 1
    assert all(path.startswith("/divisions/D") for path in Handler.paths)


@pytest.mark.usefixtures("h2load")
def test_nobody_listens() -> None:
    """A service that is not there gives no answers, and no figure."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # it does not listen, and nobody else can
        measured = installed().run(taken.getsockname()[1], connections=1, seconds=0.1, warm_up=0.1, timeout=2)
    assert measured == Measured(0.1, (), failed=0)
