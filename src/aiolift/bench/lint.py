"""What `aiolift lint` finds and how fast, beside ruff and flake8-async: ``python -m aiolift.bench.lint``.

The mistakes are those planted in `tests/lint/planted`, one of ten shapes per line and rule. A tool has found one where
it reports anything on its line. Of ruff and flake8-async the rules ASYNC are asked, which look at one file at a time
and know no database. The time is measured on a synthetic async code base: cold, unchanged, and after
edits of a comment and of code.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aiolift.bench import code_base, command
from aiolift.bench.machine import Machine
from aiolift.bench.process import AIOLIFT, Run, compiled, run
from aiolift.errors import BenchError

_PLANT = re.compile(r"# plant: (AL\d{3}(?:, AL\d{3})*)")
_PLACE = re.compile(r"^(?P<file>.+?\.py):(?P<line>\d+):", re.MULTILINE)
#: What is added to the largest file before each of the timed runs.
_EDITS = {
    "cold": "",
    "unchanged": "",
    "a comment edited": "\n# added by the benchmark\n",
    "one file edited": "\n\nasync def added_by_the_benchmark() -> int:\n    return 1\n",
}
_PYTHON = (sys.executable, "-m")
#: Each tool's command for a folder, and what makes its output lines `file:line:`.
TOOLS = {
    "aiolift": (*AIOLIFT, "lint", "--no-cache", "--format", "concise"),
    "ruff": (*_PYTHON, "ruff", "check", "--isolated", "--no-cache", "--select", "ASYNC", "--output-format", "concise"),
    "flake8-async": (*_PYTHON, "flake8", "--isolated", "--select", "ASYNC"),
}


@dataclass(frozen=True)
class Plant:
    """A planted mistake: its file, line and rule."""

    file: Path
    line: int
    code: str


@dataclass(frozen=True)
class Timed:
    """A run over the synthetic code base: how it was, and what it took."""

    how: str
    seconds: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class LintResult:
    """What was measured, and where.

    :param found: how many mistakes of each family are `planted`, and how many each tool has found; `all` is last.
    :param seconds: of each tool, for all planted programs.
    :param lines: of the code base that was timed.
    """

    machine: Machine
    found: dict[str, dict[str, int]]
    seconds: dict[str, float]
    lines: int
    times: list[Timed]
    server: str = ""
    """None takes part; other results have one."""
    benchmark: Literal["lint"] = "lint"


def measure(folder: Path, lines: int) -> LintResult:
    """Run the tools over the planted mistakes in a folder, and aiolift over a code base of `lines` lines, if any.

    :raises BenchError: nothing is planted in the folder, or a tool failed.
    """
    plants = planted(folder)
    compiled()
    runs = {tool: run([*command, str(folder)], {}) for tool, command in TOOLS.items()}
    counts = {family: dict(row) for family, row in found(plants, runs).items()}
    made, times = timed(lines) if lines else (0, [])
    return LintResult(Machine.here(), counts, {tool: one.seconds for tool, one in runs.items()}, made, times)


def page(result: LintResult) -> list[str]:
    """Return the lines that say what was measured."""
    lines = [str(result.machine), "", f"{'':8}{'planted':>10}" + "".join(f"{tool:>14}" for tool in TOOLS)]
    for family, row in result.found.items():
        lines.append(f"{family:8}{row['planted']:>10}" + "".join(f"{row.get(tool, 0):>14}" for tool in TOOLS))
    lines.append(f"{'seconds':18}" + "".join(f"{result.seconds[tool]:>14.2f}" for tool in TOOLS))
    if result.times:
        lines += ["", f"{'lines':>8}  {'aiolift lint':16}{'seconds':>8}{'CPU':>8}{'peak MiB':>10}"]
    for one in result.times:
        lines.append(f"{result.lines:8,}  {one.how:16}{one.seconds:8.2f}{one.cpu:8.1f}{one.memory:10.0f}")
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Measure, print a table, and keep the result as JSON where asked."""
    parser = argparse.ArgumentParser(description="what aiolift lint finds and how fast, beside ruff and flake8-async")
    parser.add_argument("--planted", type=Path, default=Path("tests/lint/planted"), help="the planted programs")
    parser.add_argument("--lines", type=int, default=50_000, help="lines of the code base that is timed; 0 times none")
    return command.run(parser, arguments, lambda given: measure(given.planted, given.lines), page)


def planted(root: Path) -> list[Plant]:
    """Return the planted mistakes below a folder.

    :raises BenchError: there are none.
    """
    made = []
    for file in sorted(root.rglob("*.py")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            for match in _PLANT.finditer(line):
                made += [Plant(file.resolve(), number, code) for code in match[1].split(", ")]
    if not made:
        raise BenchError(f"there are no planted mistakes in {root}; run it in a checkout, or name them with --planted")
    return made


def found(plants: list[Plant], runs: dict[str, Run]) -> dict[str, Counter[str]]:
    """Return how many mistakes of each family are planted, and how many each tool has marked; the last row is all."""
    rows: dict[str, Counter[str]] = {plant.code[:3]: Counter() for plant in sorted(plants, key=lambda one: one.code)}
    rows["all"] = Counter()
    marked = {
        tool: {(Path(place["file"]).resolve(), int(place["line"])) for place in _PLACE.finditer(one.output)}
        for tool, one in runs.items()
    }
    for plant in plants:
        for row in (rows[plant.code[:3]], rows["all"]):
            row["planted"] += 1
            row.update(tool for tool, places in marked.items() if (plant.file, plant.line) in places)
    return rows


def timed(lines: int) -> tuple[int, list[Timed]]:
    """Lint a synthetic async code base of about `lines` lines; return how many it has, and what each run took."""
    with tempfile.TemporaryDirectory(prefix="aiolift-bench-") as folder:
        sync, root, cache = Path(folder, "sync"), Path(folder, "service"), Path(folder, "cache")
        made = code_base.write(sync, lines)
        environment = {"XDG_CACHE_HOME": str(cache)}
        run([*AIOLIFT, "migrate", str(sync), "--no-cache", "--out", str(root)], environment)
        lint = [*AIOLIFT, "lint", str(root), "--format", "concise"]
        times = []
        edited = max(root.rglob("*.py"), key=lambda file: file.stat().st_size)
        for how, more in _EDITS.items():
            edited.write_text(edited.read_text(encoding="utf-8") + more, encoding="utf-8")
            took = run(lint, environment)
            times.append(Timed(how, took.seconds, took.cpu, took.memory))
        return made, times


if __name__ == "__main__":
    sys.exit(main())
