"""The load generator: h2load, https://nghttp2.org/documentation/h2load.1.html.

It opens its connections and asks over them before it counts, so that a percentile speaks of the service and not of how
256 connections were made: wrk counts from the first request.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from aiolift.bench.service.division import ROWS, code
from aiolift.errors import BenchError

NAME = "h2load"
#: The status of an answer whose first line came before h2load counted: it is not written down.
_UNKNOWN = 0
#: How much longer than it was told h2load may run, in seconds.
_GRACE = 30


@dataclass(frozen=True)
class Measured:
    """What h2load has seen in one run.

    :param seconds: for how long it counted.
    :param times: microseconds from a request to its answer, of every answer that came while it counted, rising.
    :param failed: how many of them had another status than 2xx or 3xx, or took longer than they may.
    """

    seconds: float
    times: tuple[int, ...]
    failed: int

    @property
    def rate(self) -> float:
        """Good answers per second."""
        return (len(self.times) - self.failed) / self.seconds

    def percentile(self, percent: int) -> float:
        """Return the milliseconds within which so many of a hundred answers came; 0 without an answer."""
        if not self.times:
            return 0.0
        return self.times[min(len(self.times) * percent // 100, len(self.times) - 1)] / 1000


class H2load:
    """The program.

    :param program: its path.
    """

    def __init__(self, program: str) -> None:
        self._program = program

    def run(self, port: int, connections: int, seconds: float, warm_up: float, timeout: float) -> Measured:
        """Load the service on `port` of 127.0.0.1 over so many connections, each of which waits for its answer.

        :param seconds: for how long it counts.
        :param warm_up: seconds for which it asks before that.
        :param timeout: an answer that takes more seconds has failed.
        :raises BenchError: h2load failed.
        """
        with tempfile.TemporaryDirectory(prefix="aiolift-bench-") as folder:  # h2load appends to the log that it finds
            addresses, log = Path(folder, "addresses"), Path(folder, "log")
            numbers = random.sample(range(1, ROWS + 1), ROWS)
            addresses.write_text("".join(f"http://127.0.0.1:{port}/divisions/{code(number)}\n" for number in numbers))
            command = [
                *(self._program, "--h1", "--threads=1", f"--clients={connections}", f"--input-file={addresses}"),
                *(f"--duration={_duration(seconds)}", f"--warm-up-time={_duration(warm_up)}", f"--log-file={log}"),
            ]
            _run(command, seconds + warm_up + _GRACE)
            return parse(log.read_text(encoding="utf-8"), seconds, timeout)


def _run(command: list[str], limit: float) -> None:
    """Run a command to its end.

    :raises BenchError: it failed, or took longer than `limit` seconds.
    """
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=limit)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise BenchError(f"h2load did not end within {limit:g} seconds: {' '.join(command)}") from None
    if done.returncode:
        raise BenchError(f"h2load ended with exit code {done.returncode}: {done.stdout}{done.stderr}".strip())


def _duration(seconds: float) -> str:
    return f"{seconds * 1000:.0f}ms"


def parse(log: str, seconds: float, timeout: float) -> Measured:
    """Read the log of one run: a line per answer with its start, its status, and the microseconds that it took.

    An answer that had begun before h2load counted is left out: nobody knows its status (``Client::on_status_code`` and
    ``on_stream_close`` in h2load.cc).

    :raises BenchError: it is no such log.
    """
    answers: list[tuple[int, int]] = []
    for line in log.splitlines():
        try:
            _start, status, took = (int(field) for field in line.split("\t")[:3])
        except ValueError:
            raise BenchError(f"this is not what h2load writes with --log-file: {line[:200]!r}") from None
        if status != _UNKNOWN:
            answers.append((took, status))
    failed = sum(not 200 <= status < 400 or took > timeout * 1e6 for took, status in answers)
    return Measured(seconds, tuple(sorted(took for took, _ in answers)), failed)


def installed() -> H2load:
    """Return h2load.

    :raises BenchError: it is not installed.
    """
    program = shutil.which(NAME)
    if program is None:
        raise BenchError(
            "the load generator h2load is not installed: apt-get install nghttp2-client, or brew install nghttp2"
        )
    return H2load(program)
