"""How long `aiolift migrate` plans, and with how much memory: ``python -m aiolift.bench.migration --lines 50000``.

It measures the command itself, in a process of its own, on synthetic code bases of a quarter, a half and all of the
lines, so that the growth can be seen; then once more on the unchanged one, whose plan was kept.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from aiolift.bench import code_base

_COMMAND = (sys.executable, "-c", "from aiolift.cli import main; main()", "migrate")
_DONE = {0, 1}  # complete, or with markers


@dataclass(frozen=True)
class Run:
    """One run of the command.

    :param seconds: from its start to its end, the start of Python included.
    :param memory: the most that its largest process had, in MiB.
    """

    seconds: float
    memory: float


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="how long aiolift migrate takes to plan")
    parser.add_argument("--lines", type=int, default=50_000, help="lines of Python in the largest code base")
    parser.add_argument("--rounds", type=int, default=1, help="the best round of each size counts")
    arguments = parser.parse_args()
    _say(_where())
    _say(f"{'lines':>8}  {'':8}  {'seconds':>8}  {'s per 1,000 lines':>18}  {'peak MiB':>8}")
    for share in (4, 2, 1):
        with tempfile.TemporaryDirectory(prefix="aiolift-bench-") as folder:
            root, cache = Path(folder, "service"), Path(folder, "cache")
            lines = code_base.write(root, arguments.lines // share)
            rounds = range(arguments.rounds)
            _row(lines, "planned", min((plan(root, cache, "--no-cache") for _ in rounds), key=lambda run: run.seconds))
            if share == 1:
                plan(root, cache)
                _row(lines, "kept", min((plan(root, cache) for _ in rounds), key=lambda run: run.seconds))


def plan(root: Path, cache: Path, *options: str) -> Run:
    """Run the command on `root`, with its cache in the folder `cache`.

    :raises SystemExit: it failed; what it said is on stderr.
    """
    environment = os.environ | {"XDG_CACHE_HOME": str(cache)}
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        [*_COMMAND, str(root), *options], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in _DONE:
        raise SystemExit(f"aiolift migrate ended with exit code {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(seconds, used.ru_maxrss * unit / 2**20)


def _where() -> str:
    packages = []
    for name in ("aiolift", "sqlalchemy", "pyrefly"):
        try:
            packages.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            packages.append(f"no {name}")
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs"
    return f"{machine}; Python {platform.python_version()}; {', '.join(packages)}"


def _row(lines: int, how: str, run: Run) -> None:
    _say(f"{lines:8,}  {how:8}  {run.seconds:8.2f}  {run.seconds / lines * 1000:18.3f}  {run.memory:8.0f}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
