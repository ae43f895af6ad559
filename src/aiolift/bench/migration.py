"""How long `aiolift migrate` plans, and with how much memory: ``python -m aiolift.bench.migration --lines 50000``.

It measures the command itself, in a process of its own, on synthetic code bases of a quarter, a half and all of the
lines, so that the growth can be seen; then once more on the unchanged one, whose plan was kept.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aiolift.bench import code_base, command
from aiolift.bench.machine import Machine
from aiolift.bench.process import AIOLIFT, Run, compiled, run


@dataclass(frozen=True)
class Planned:
    """The plan of one code base.

    :param kept: whether its plan was kept from a run before.
    """

    lines: int
    kept: bool
    seconds: list[float]
    """By round."""
    memory: float
    """MiB, the least of the rounds."""


@dataclass(frozen=True)
class MigrationResult:
    """What was measured, and where."""

    machine: Machine
    rounds: int
    plans: list[Planned]
    server: str = ""
    """None takes part; other results have one."""
    benchmark: Literal["migration"] = "migration"


def measure(lines: int, rounds: int) -> MigrationResult:
    """Plan code bases of a quarter, a half and all of `lines`, and the last one once more, unchanged.

    :raises BenchError: the command failed.
    """
    compiled()
    plans = []
    for share in (4, 2, 1):
        with tempfile.TemporaryDirectory(prefix="aiolift-bench-") as folder:
            root, cache = Path(folder, "service"), Path(folder, "cache")
            count = code_base.write(root, lines // share)
            plans.append(_planned(count, [plan(root, cache, "--no-cache") for _ in range(rounds)], kept=False))
            if share == 1:
                plan(root, cache)
                plans.append(_planned(count, [plan(root, cache) for _ in range(rounds)], kept=True))
    return MigrationResult(Machine.here(), rounds, plans)


def _planned(lines: int, runs: list[Run], *, kept: bool) -> Planned:
    return Planned(lines, kept, [run.seconds for run in runs], min(run.memory for run in runs))


def page(result: MigrationResult) -> list[str]:
    """Return the lines that say what was measured; the best round of each counts."""
    lines = [str(result.machine), f"{'lines':>8}  {'':8}  {'seconds':>8}  {'s per 1,000 lines':>18}  {'peak MiB':>8}"]
    for one in result.plans:
        best = min(one.seconds)
        how = "kept" if one.kept else "planned"
        lines.append(f"{one.lines:8,}  {how:8}  {best:8.2f}  {best / one.lines * 1000:18.3f}  {one.memory:8.0f}")
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Measure, print a table, and keep the result as JSON where asked."""
    parser = argparse.ArgumentParser(description="how long aiolift migrate takes to plan")
    parser.add_argument("--lines", type=int, default=50_000, help="lines of Python in the largest code base")
    parser.add_argument("--rounds", type=int, default=1, help="the best round of each size counts")
    return command.run(parser, arguments, lambda given: measure(given.lines, given.rounds), page)


def plan(root: Path, cache: Path, *options: str) -> Run:
    """Run the command on `root`, with its cache in the folder `cache`.

    :raises BenchError: it failed; what it said is on stderr.
    """
    return run([*AIOLIFT, "migrate", str(root), *options], {"XDG_CACHE_HOME": str(cache)})


if __name__ == "__main__":
    sys.exit(main())
