"""The load generator: wrk, https://github.com/wg/wrk."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aiolift.bench.service.division import ROWS
from aiolift.errors import BenchError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A request that is not answered within so many seconds counts as a timeout.
TIMEOUT = 2
#: How much longer than it was told wrk may run, in seconds.
_GRACE = 30

_SCRIPT = """
request = function()
  return wrk.format("GET", string.format("/divisions/D%05d", math.random(ROWS)))
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '{"answers": %d, "microseconds": %d, "p50": %d, "p99": %d, "failed": %d, "broken": %d, "timeouts": %d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.status, e.connect + e.read + e.write, e.timeout))
end
"""


@dataclass(frozen=True)
class Measured:
    """What wrk has seen in one run."""

    answers: int
    """Of any status."""
    microseconds: int
    p50: int
    """Microseconds from a request to its answer; half of the requests took no longer."""
    p99: int
    failed: int
    """Answers with another status than 2xx or 3xx."""
    broken: int
    """Sockets that could not be opened, read or written."""
    timeouts: int

    @property
    def rate(self) -> float:
        """Good answers per second."""
        return (self.answers - self.failed) / (self.microseconds / 1e6)

    @property
    def errors(self) -> int:
        """Everything that went wrong."""
        return self.failed + self.broken + self.timeouts


class Wrk:
    """The program, with its script.

    :param program: its path.
    """

    def __init__(self, program: str, script: Path) -> None:
        self._program = program
        self._script = script

    def run(self, port: int, connections: int, seconds: int) -> Measured:
        """Load the service on `port` of 127.0.0.1 over so many connections, each of which waits for its answer.

        :raises BenchError: wrk failed.
        """
        command = [
            *(self._program, "--threads=1", f"--connections={connections}", f"--duration={seconds}s"),
            *(f"--timeout={TIMEOUT}s", f"--script={self._script}", f"http://127.0.0.1:{port}"),
        ]
        try:
            done = subprocess.run(  # noqa: S603
                command, capture_output=True, encoding="utf-8", check=False, timeout=seconds + _GRACE
            )
        except subprocess.TimeoutExpired:
            raise BenchError(f"wrk did not end within {seconds + _GRACE} seconds: {' '.join(command)}") from None
        if done.returncode:
            raise BenchError(f"wrk ended with exit code {done.returncode}: {done.stdout}{done.stderr}".strip())
        return parse(done.stdout)


def parse(output: str) -> Measured:
    """Read what our script has written behind wrk's own report.

    :raises BenchError: it is not there.
    """
    try:
        return Measured(**json.loads(output.strip().splitlines()[-1]))
    except (IndexError, ValueError, TypeError):
        raise BenchError(f"this is not what wrk 4 writes with our script: {output[-500:]!r}") from None


@contextmanager
def installed() -> Iterator[Wrk]:
    """Yield wrk.

    :raises BenchError: it is not installed.
    """
    program = shutil.which("wrk")
    if program is None:
        raise BenchError("the load generator wrk is not installed: apt-get install wrk, or brew install wrk")
    with tempfile.TemporaryDirectory(prefix="aiolift-bench-") as folder:
        script = Path(folder, "divisions.lua")
        script.write_text(_SCRIPT.replace("ROWS", str(ROWS)), encoding="utf-8")
        yield Wrk(program, script)
